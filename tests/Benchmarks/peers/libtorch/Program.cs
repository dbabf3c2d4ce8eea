using ContextMemory.MLNet.Benchmarks.Libtorch;

return new LibtorchCommand().Parse(args).Invoke();
