namespace ContextMemory.MLNet;

/// <summary>How long a unit of a recurrent layer keeps what it holds.</summary>
/// <param name="Unit">Which unit of the direction, from 0.</param>
/// <param name="TimeConstant">In tokens; see <see cref="TimeConstants"/>.</param>
public readonly record struct UnitTimeConstant(int Unit, double TimeConstant);
