namespace LotusSeal.Worker.Commands.Settings;

/// <summary>A setting's value, and whether the user gave it (by flag or environment) or it is the default.</summary>
public readonly record struct Given<T>(T Value, bool Explicit);
