namespace ContextMemory.MLNet;

/// <summary>A value of options that knows whether it was set. Two are equal where their values are, set or not.</summary>
internal readonly struct Setting<T> : IEquatable<Setting<T>>
    where T : struct
{
    private Setting(T value, bool isSet)
    {
        Value = value;
        IsSet = isSet;
    }

    public T Value { get; }

    public bool IsSet { get; }

    public static implicit operator Setting<T>(T value) => new(value, isSet: true);

    /// <summary>The value of what was not set.</summary>
    public static Setting<T> Default(T value) => new(value, isSet: false);

    /// <summary>This if it was set, or if a task's own default is not there; else that default.</summary>
    public Setting<T> Over(Setting<T> taskDefault) => IsSet || !taskDefault.IsSet ? this : Default(taskDefault.Value);

    /// <summary>This if it was set, or if a task has no default of its own; else that default.</summary>
    public Setting<T> Over(T? taskDefault) => taskDefault is { } value ? Over((Setting<T>)value) : this;

    public bool Equals(Setting<T> other) => EqualityComparer<T>.Default.Equals(Value, other.Value);

    public override bool Equals(object? obj) => obj is Setting<T> other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();
}
