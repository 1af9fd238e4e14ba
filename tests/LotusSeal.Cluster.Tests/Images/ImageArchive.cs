using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Images;

/// <summary>An OCI archive, read whole.</summary>
internal sealed class ImageArchive
{
    private readonly Dictionary<string, byte[]> _parts = [];

    public ImageArchive(string path)
    {
        using FileStream file = File.OpenRead(path);
        using TarReader tar = new(file);
        while (tar.GetNextEntry() is { } entry)
        {
            using MemoryStream content = new();
            entry.DataStream?.CopyTo(content);
            _parts.Add(entry.Name, content.ToArray());
        }
    }

    /// <summary>Names of its files.</summary>
    public IReadOnlyCollection<string> Names => _parts.Keys;

    /// <summary>How its index names the image.</summary>
    public JsonNode Descriptor => Json("index.json")["manifests"]![0]!;

    /// <summary>The image's manifest.</summary>
    public JsonNode Manifest => JsonNode.Parse(Blob(Descriptor))!;

    /// <summary>The image's configuration.</summary>
    public JsonNode Config => JsonNode.Parse(Blob(Manifest["config"]!))!;

    /// <summary>A file of JSON.</summary>
    public JsonNode Json(string name) => JsonNode.Parse(_parts[name])!;

    /// <summary>The content that a descriptor names, which must have the digest and the size of it.</summary>
    public byte[] Blob(JsonNode descriptor)
    {
        string digest = descriptor["digest"]!.GetValue<string>();
        byte[] content = _parts[$"blobs/{digest.Replace(':', '/')}"];
        Assert.Equal((digest, descriptor["size"]!.GetValue<long>()), (DigestOf(content), content.Length));
        return content;
    }

    /// <summary>A layer as a tar.</summary>
    public byte[] Layer(JsonNode descriptor)
    {
        using GZipStream zip = new(new MemoryStream(Blob(descriptor)), CompressionMode.Decompress);
        using MemoryStream output = new();
        zip.CopyTo(output);
        return output.ToArray();
    }

    /// <summary>The paths of what a layer has beside folders.</summary>
    public IEnumerable<string> FilesOf(JsonNode descriptor)
    {
        using TarReader tar = new(new MemoryStream(Layer(descriptor)));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType != TarEntryType.Directory) yield return entry.Name;
        }
    }

    /// <summary>Lays its layers out as a container sees them. Owners are those of the image where this process is root.</summary>
    public async Task UnpackAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (JsonNode? layer in Manifest["layers"]!.AsArray())
        {
            string file = Path.GetTempFileName();
            await File.WriteAllBytesAsync(file, Layer(layer!), TestContext.Current.CancellationToken);
            CommandResult unpacked = await CommandRun.RunAsync("tar", ["-xpf", file, "-C", folder]);
            File.Delete(file);
            Assert.True(unpacked.ExitCode == 0, unpacked.Error);
        }
    }

    public static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
}
