namespace LotusSeal.Images;

/// <summary>
/// The layer that all images of an architecture share, of files of a system: the C library, OpenSSL (which .NET loads by name), a shell with the few
/// tools that scripts in pods call, certificates of authorities, and the user.
/// </summary>
internal static class BaseLayer
{
    public const string CertificateFolder = "etc/ssl/certs";

    /// <summary>What init containers and people in <c>kubectl exec</c> call.</summary>
    public static IReadOnlyList<string> Tools { get; } =
    [
        "cat", "cp", "df", "du", "env", "getent", "grep", "head", "id", "ls", "mkdir", "mv",
        "nice", "printf", "rm", "sleep", "stat", "sync", "tail", "touch",
    ];

    /// <summary>dash where there is one: its meaning of <c>sh</c> is the one that scripts in pods are written for.</summary>
    private static readonly string[] Shells = ["/bin/dash", "/usr/bin/dash", "/bin/busybox", "/bin/sh"];

    private static readonly string[] LoadedByName = ["libssl.so.3", "libcrypto.so.3", "libgcc_s.so.1"];

    /// <summary>Parts of an older C library that resolve names; a newer one has them in it.</summary>
    private static readonly string[] LoadedByOlderLibrary = ["libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2"];

    private static readonly string[] Bundles =
        ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"];

    /// <param name="system">The system; the certificates, which have no architecture, are those of this machine.</param>
    /// <exception cref="InvalidDataException">Something is not in it; the message says what.</exception>
    public static Layer Make(SystemFolder system)
    {
        Layer layer = new();
        layer.AddMergedFolders();
        foreach (string folder in (string[])["dev", "proc", "sys", "run"]) layer.Add(folder, new FolderEntry());
        layer.Add("tmp", new FolderEntry(LayerEntry.Shared));
        layer.Add("var/tmp", new FolderEntry(LayerEntry.Shared));
        layer.Add("home/fc", new FolderEntry(Owner: ImageDefinition.User));
        layer.Add("etc/passwd", new TextEntry($"""
            root:x:0:0:root:/root:/sbin/nologin
            fc:x:{ImageDefinition.User}:{ImageDefinition.User}::/home/fc:/sbin/nologin

            """));
        layer.Add("etc/group", new TextEntry($"root:x:0:\nfc:x:{ImageDefinition.User}:\n"));
        layer.Add("etc/nsswitch.conf", new TextEntry("hosts: files dns\n"));
        layer.Add($"{CertificateFolder}/ca-certificates.crt", new FileEntry(
            Bundles.FirstOrDefault(File.Exists) ?? throw Missing(SystemFolder.Here, "certificates of authorities (ca-certificates)"),
            LayerEntry.Document));
        AddProgram(layer, "bin/sh", system, Shells.FirstOrDefault(shell => File.Exists(system.FileOf(shell))) ?? throw Missing(system, "shell"));
        foreach (string tool in Tools)
            AddProgram(layer, $"usr/bin/{tool}", system, system.FindProgram(tool) ?? throw Missing(system, $"program {tool}"));
        foreach (string name in LoadedByName)
            AddLibrary(layer, system, system.FindLibrary(name) ?? throw Missing(system, $"library {name}"));
        foreach (string name in LoadedByOlderLibrary)
        {
            if (system.FindLibrary(name) is { } path) AddLibrary(layer, system, path);
        }

        return layer;
    }

    private static void AddLibrary(Layer layer, SystemFolder system, string path) => AddProgram(layer, path, system, path);

    private static void AddProgram(Layer layer, string path, SystemFolder system, string source)
    {
        FileEntry file = new(system.FileOf(source), LayerEntry.Program);
        layer.Add(path, file);
        layer.AddLibraries(system, file.Source);
    }

    private static InvalidDataException Missing(SystemFolder system, string what) => new($"{system.Name} has no {what}, which an image needs");
}
