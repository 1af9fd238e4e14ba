namespace LotusSeal.Storage;

/// <summary>One path in <see cref="StorageConfig"/>.</summary>
public sealed record StorageConfigPath(string Path);
