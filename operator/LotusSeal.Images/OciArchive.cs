using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Images;

/// <summary>
/// Writes an image as one tar: an OCI image layout (image-spec v1.0), with the file beside it that engines read which know only Docker's own form.
/// <c>ctr images import</c>, <c>docker load</c>, <c>podman load</c> and <c>k3d image import</c> take it.
/// </summary>
internal static class OciArchive
{
    private const string Kinds = "application/vnd.oci.image.";

    /// <summary>Writes the archive; the same layers give the same bytes.</summary>
    /// <exception cref="IOException">It could not be written; nothing is left behind.</exception>
    public static async Task<ImageReport> WriteAsync(string path, ImageDefinition image, ImageArchitecture architecture, IReadOnlyList<Layer> layers)
    {
        string scratch = Directory.CreateTempSubdirectory("lotusseal-image-").FullName;
        try
        {
            List<Blob> blobs = [];
            JsonArray contents = [];
            long unpacked = 0;
            foreach (Layer layer in layers)
            {
                (Blob blob, string content, long bytes) = await LayerBlobAsync(layer, Path.Combine(scratch, $"{blobs.Count}"));
                blobs.Add(blob);
                contents.Add(content);
                unpacked += bytes;
            }

            Blob config = Blob.Of("config.v1+json", Config(image, architecture, contents));
            JsonObject manifest = new()
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = Kinds + "manifest.v1+json",
                ["config"] = config.Descriptor(Kinds),
                ["layers"] = new JsonArray([.. blobs.Select(blob => blob.Descriptor(Kinds))]),
            };
            Blob top = Blob.Of("manifest.v1+json", manifest);
            Folder(path);
            await AtomicFile.WriteAsync(path, stream => WriteTarAsync(stream, image, architecture, [.. blobs, config, top]));
            return new ImageReport(new FileInfo(path).Length, unpacked, top.Digest);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static void Folder(string path) => Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <summary>A layer as it is stored, the digest of what is in it, and the bytes of that.</summary>
    private static async Task<(Blob Blob, string Content, long Bytes)> LayerBlobAsync(Layer layer, string file)
    {
        await using FileStream tar = new(file + ".tar", FileMode.Create, FileAccess.ReadWrite);
        await layer.WriteTarAsync(tar);
        tar.Position = 0;
        string content = Blob.DigestOf(await SHA256.HashDataAsync(tar));
        tar.Position = 0;
        await using FileStream packed = new(file, FileMode.Create, FileAccess.ReadWrite);
        await Layer.CompressAsync(tar, packed);
        packed.Position = 0;
        string digest = Blob.DigestOf(await SHA256.HashDataAsync(packed));
        return (new Blob("layer.v1.tar+gzip", digest, packed.Length, () => File.OpenRead(file)), content, tar.Length);
    }

    private static JsonObject Config(ImageDefinition image, ImageArchitecture architecture, JsonArray contents)
    {
        JsonObject run = new()
        {
            ["User"] = $"{ImageDefinition.User}:{ImageDefinition.User}",
            ["Env"] = new JsonArray([.. image.Variables.Select(one => JsonValue.Create(one))]),
            ["Entrypoint"] = new JsonArray(image.EntryPoint),
            ["Cmd"] = new JsonArray("run"),
            ["WorkingDir"] = "/",
            ["Labels"] = new JsonObject
            {
                ["org.opencontainers.image.title"] = image.Name,
                ["org.opencontainers.image.description"] = image.Title,
                ["org.opencontainers.image.licenses"] = "MIT OR Apache-2.0",
                ["org.opencontainers.image.version"] = typeof(OciArchive).Assembly.GetName().Version!.ToString(3),
            },
            ["ExposedPorts"] = new JsonObject(image.Ports.Select(port => KeyValuePair.Create<string, JsonNode?>($"{port}/tcp", new JsonObject()))),
        };
        if (image.DataFolder is { } data) run["Volumes"] = new JsonObject { [$"/{data}"] = new JsonObject() };
        JsonObject config = new() { ["created"] = "1970-01-01T00:00:00Z" };
        AddPlatform(config, architecture);
        config["config"] = run;
        config["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = contents };
        return config;
    }

    private static void AddPlatform(JsonObject target, ImageArchitecture architecture)
    {
        target["architecture"] = architecture.Name;
        if (architecture.Variant is { } variant) target["variant"] = variant;
        target["os"] = "linux";
    }

    private static async Task WriteTarAsync(Stream stream, ImageDefinition image, ImageArchitecture architecture, IReadOnlyList<Blob> blobs)
    {
        JsonObject descriptor = blobs[^1].Descriptor(Kinds), platform = [];
        AddPlatform(platform, architecture);
        descriptor["platform"] = platform;
        string reference = image.Reference(architecture);
        // The first for containerd and newer engines; the second is the tag, as Docker writes it.
        descriptor["annotations"] = new JsonObject
        {
            ["io.containerd.image.name"] = reference,
            ["org.opencontainers.image.ref.name"] = architecture.Tag,
        };
        JsonObject index = new()
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = Kinds + "index.v1+json",
            ["manifests"] = new JsonArray(descriptor),
        };
        JsonArray older =
        [
            new JsonObject
            {
                ["Config"] = blobs[^2].Path,
                ["RepoTags"] = new JsonArray(reference),
                ["Layers"] = new JsonArray([.. blobs.Take(blobs.Count - 2).Select(blob => JsonValue.Create(blob.Path))]),
            },
        ];
        await using TarWriter tar = new(stream, TarEntryFormat.Ustar, leaveOpen: true);
        await AddAsync(tar, "oci-layout", Text("""{"imageLayoutVersion":"1.0.0"}"""));
        await AddAsync(tar, "index.json", Text(index.ToJsonString()));
        await AddAsync(tar, "manifest.json", Text(older.ToJsonString()));
        foreach (Blob blob in blobs.DistinctBy(blob => blob.Digest)) await AddAsync(tar, blob.Path, blob.Open());
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task AddAsync(TarWriter tar, string path, Stream content)
    {
        await using (content)
        {
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, path)
            {
                Mode = LayerEntry.Document,
                ModificationTime = DateTimeOffset.UnixEpoch,
                DataStream = content,
            });
        }
    }
}

/// <summary>What was written.</summary>
/// <param name="Bytes">Size of the archive.</param>
/// <param name="UnpackedBytes">Size of the layers without compression.</param>
/// <param name="Digest">Of the image's manifest.</param>
internal sealed record ImageReport(long Bytes, long UnpackedBytes, string Digest);
