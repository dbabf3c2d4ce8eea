using System.Collections.Concurrent;

namespace Microsoft.ML.Runtime;

/// <summary>What the root environment and the hosts registered below it have in common.</summary>
internal abstract class HostEnvironment : IHostEnvironmentInternal, ICancelable
{
    private readonly HostEnvironment _parent;
    private readonly LocalEnvironment _root;
    private readonly ConcurrentDictionary<string, object> _options = new();
    private readonly Lock _registering = new();
    private volatile bool _canceled;

    /// <summary>The root.</summary>
    protected HostEnvironment(int? seed)
    {
        _root = (LocalEnvironment)this;
        Seed = seed;
        Generator = seed is { } value ? new Random(value) : new Random();
        TempFilePath = Path.GetTempPath();
        ComponentCatalog = new ComponentCatalog();
    }

    protected HostEnvironment(HostEnvironment parent, string name, Random generator)
    {
        _parent = parent;
        _root = parent._root;
        // ML.NET names the grandparent, not the parent: the hosts of one component all carry that component's name.
        FullName = parent._parent?.FullName is { } above ? $"{above}; {name}" : name;
        Generator = generator;
        Seed = parent.Seed;
        TempFilePath = parent.TempFilePath;
        FallbackToCpu = parent.FallbackToCpu;
        GpuDeviceId = parent.GpuDeviceId;
        ComponentCatalog = parent.ComponentCatalog;
    }

    public ComponentCatalog ComponentCatalog { get; }

    public int? Seed { get; }

    public string TempFilePath { get; set; }

    public bool FallbackToCpu { get; set; }

    public int? GpuDeviceId { get; set; }

    public abstract string ContextDescription { get; }

    public bool IsCanceled => _canceled || _parent?.IsCanceled == true;

    protected string FullName { get; }

    protected Random Generator { get; }

    public void CancelExecution() => _canceled = true;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name);
        lock (_registering)
        {
            return new Host(this, name, new Random(seed ?? Generator.Next()));
        }
    }

    public IChannel Start(string name) => new Channel(FullName == null ? name : $"{FullName}; {name}", _root.Publish);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new Pipe<TMessage>(FullName == null ? name : $"{FullName}; {name}");

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel(name);

    public TException Process<TException>(TException ex)
        where TException : Exception
        => ex == null ? null : Contracts.Mark(ex);

    public bool TryAddOption<T>(string name, T value) => _options.TryAdd(CheckOption(name), value);

    public void SetOption<T>(string name, T value) => _options[CheckOption(name)] = value;

    public bool TryGetOption<T>(string name, out T value)
    {
        bool found = _options.TryGetValue(CheckOption(name), out object stored) && stored is T;
        value = found ? (T)stored : default;
        return found;
    }

    public T GetOptionOrDefault<T>(string name) => (T)_options.GetOrAdd(CheckOption(name), _ => default(T));

    public bool RemoveOption(string name) => _options.TryRemove(CheckOption(name), out _);

    private static string CheckOption(string name) => string.IsNullOrWhiteSpace(name) ? throw new ArgumentNullException(nameof(name)) : name;

    private sealed class Host(HostEnvironment parent, string name, Random generator) : HostEnvironment(parent, name, generator), IHost
    {
        public Random Rand => Generator;

        public override string ContextDescription => FullName;
    }
}

internal sealed class LocalEnvironment(int? seed) : HostEnvironment(seed)
{
    public event Action<string, ChannelMessage> Message;

    public override string ContextDescription => "HostEnvironment";

    public void Publish(string source, ChannelMessage message) => Message?.Invoke(source, message);
}
