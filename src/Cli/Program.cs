using ContextMemory.MLNet.Cli;

return CommandLine.Run(args, Terminal.OfProcess());
