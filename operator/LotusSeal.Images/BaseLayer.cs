namespace LotusSeal.Images;

/// <summary>
/// The layer that all images share, of files of this machine: the C library, OpenSSL (which .NET loads by name), a shell with the few tools that
/// scripts in pods call, certificates of authorities, and the user.
/// </summary>
internal static class BaseLayer
{
    public const string CertificateFolder = "etc/ssl/certs";

    /// <summary>What init containers and people in <c>kubectl exec</c> call.</summary>
    private static readonly string[] Tools =
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

    private static readonly string[] ProgramFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <exception cref="InvalidDataException">Something is not on this machine; the message says what.</exception>
    public static Layer Make()
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
        layer.Add($"{CertificateFolder}/ca-certificates.crt", new FileEntry(First(Bundles, "no certificates of authorities (ca-certificates)"),
            LayerEntry.Document));
        AddProgram(layer, "bin/sh", First(Shells, "no shell"));
        foreach (string tool in Tools)
            AddProgram(layer, $"usr/bin/{tool}", First(ProgramFolders.Select(folder => $"{folder}/{tool}"), $"no program {tool}"));
        foreach (string name in LoadedByName)
            AddLibrary(layer, SharedLibraries.Find(name) ?? throw new InvalidDataException($"this machine has no {name}, which .NET loads"));
        foreach (string name in LoadedByOlderLibrary)
        {
            if (SharedLibraries.Find(name) is { } path) AddLibrary(layer, path);
        }

        return layer;
    }

    private static void AddProgram(Layer layer, string path, string source)
    {
        layer.Add(path, new FileEntry(source, LayerEntry.Program));
        foreach (string library in SharedLibraries.Of(source)) AddLibrary(layer, library);
    }

    private static void AddLibrary(Layer layer, string path)
    {
        layer.Add(path, new FileEntry(path, LayerEntry.Program));
        foreach (string library in SharedLibraries.Of(path)) layer.Add(library, new FileEntry(library, LayerEntry.Program));
    }

    private static string First(IEnumerable<string> paths, string missing) =>
        paths.FirstOrDefault(File.Exists) ?? throw new InvalidDataException($"this machine has {missing}, which an image needs");
}
