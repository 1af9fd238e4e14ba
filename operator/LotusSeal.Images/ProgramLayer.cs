namespace LotusSeal.Images;

/// <summary>The layer of one program: what was published, and libraries that the base has not.</summary>
internal static class ProgramLayer
{
    /// <summary>Part of .NET's runtime that is loaded for tracing only, and needs a library that few machines have.</summary>
    private const string Tracing = "libcoreclrtraceptprovider.so";

    /// <param name="image">The image.</param>
    /// <param name="published">Folder of the program and what it needs beside it.</param>
    /// <param name="system">What the layer below is of, and further libraries come from.</param>
    /// <param name="below">The layer below.</param>
    /// <exception cref="InvalidDataException">The program is not there, or a library that it needs.</exception>
    public static Layer Make(ImageDefinition image, string published, SystemFolder system, Layer below)
    {
        if (!File.Exists(Path.Combine(published, image.Name))) throw new InvalidDataException($"{published} has no {image.Name}");
        Layer layer = new();
        string folder = $"usr/local/lib/{image.Name}";
        foreach (string file in Directory.EnumerateFiles(published, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) == Tracing) continue;
            bool runs = (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) != 0;
            layer.Add($"{folder}/{Path.GetRelativePath(published, file)}", new FileEntry(file, runs ? LayerEntry.Program : LayerEntry.Document));
            layer.AddLibraries(system, file, below);
        }

        layer.Add($"usr/local/bin/{image.Name}", new LinkEntry($"../lib/{image.Name}/{image.Name}"));
        if (image.DataFolder is { } data) layer.Add(data, new FolderEntry(Owner: ImageDefinition.User));
        return layer;
    }
}
