namespace ContextMemory.MLNet;

/// <summary>A token and how much it counts. What the weight measures is said where it stands.</summary>
/// <param name="Token">The index of the token in the text, from 0.</param>
/// <param name="Text">The token, as <see cref="TracedToken.Text"/>.</param>
/// <param name="Weight">How much it counts.</param>
public readonly record struct TokenWeight(int Token, string Text, double Weight);
