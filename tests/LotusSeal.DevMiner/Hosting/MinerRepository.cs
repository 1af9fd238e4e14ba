using System.Net;
using System.Text;
using System.Text.Json;
using LotusSeal.DevMiner.Auth;
using LotusSeal.Lotus.Auth;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.DevMiner.Hosting;

/// <summary>
/// The folder that commands and workers find a miner by (protocol spec 1.5, 2.6): <c>api</c>, <c>token</c>, <c>keystore</c>, <c>datastore</c>.
/// </summary>
public sealed class MinerRepository
{
    /// <summary>File of the token secret: base32 of <c>auth-jwt-private</c>.</summary>
    public const string SecretFileName = "MF2XI2BNNJ3XILLQOJUXMYLUMU";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _path;

    private MinerRepository(string path, JwtTokens tokens)
    {
        _path = path;
        Tokens = tokens;
    }

    /// <summary>Issues and verifies this miner's tokens.</summary>
    public JwtTokens Tokens { get; }

    /// <summary>File that keeps work calls.</summary>
    public string CallsFile => Path.Combine(_path, "datastore", "work.json");

    /// <summary>Folder of the sector records.</summary>
    public string SectorsFolder => Path.Combine(_path, "datastore", "sectors");

    /// <summary>Folder of the records of windows.</summary>
    public string WindowsFolder => Path.Combine(_path, "datastore", "windows");

    /// <summary>Opens a repository and makes what is missing of it, the secret and an all-permission token included.</summary>
    /// <exception cref="InvalidDataException">The secret file is no secret.</exception>
    public static MinerRepository Open(string path)
    {
        string root = Path.GetFullPath(path);
        Directory.CreateDirectory(root);
        Directory.CreateDirectory(Path.Combine(root, "datastore"));
        string keystore = Path.Combine(root, "keystore");
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(keystore);
        else Directory.CreateDirectory(keystore, OwnerOnly | UnixFileMode.UserExecute);
        string config = Path.Combine(root, "config.toml");
        if (!File.Exists(config)) AtomicFile.WriteAllText(config, "# Settings of lotus-seal-devminer are command-line options.\n");

        string secretFile = Path.Combine(keystore, SecretFileName);
        bool isNew = !File.Exists(secretFile);
        if (isNew) WriteSecret(secretFile, JwtTokens.NewSecret());
        MinerRepository repository = new(root, new JwtTokens(ReadSecret(secretFile)));
        string tokenFile = Path.Combine(root, "token");
        if (isNew || !File.Exists(tokenFile)) AtomicFile.WriteAllText(tokenFile, repository.Tokens.Issue(PermissionNames.All), OwnerOnly);
        return repository;
    }

    /// <summary>Publishes the address.</summary>
    public void WriteApi(string host, int port)
    {
        string protocol = IPAddress.TryParse(host, out IPAddress? ip)
            ? ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "ip6" : "ip4"
            : "dns";
        AtomicFile.WriteAllText(Path.Combine(_path, "api"), $"/{protocol}/{host}/tcp/{port}/http");
    }

    /// <summary>Takes the address back.</summary>
    public void RemoveApi() => File.Delete(Path.Combine(_path, "api"));

    private static void WriteSecret(string file, byte[] secret)
    {
        string json = $$"""{"Type":"jwt-hmac-secret","PrivateKey":"{{Convert.ToBase64String(secret)}}"}""";
        AtomicFile.WriteAllBytes(file, Encoding.UTF8.GetBytes(json), OwnerOnly);
    }

    private static byte[] ReadSecret(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (document.RootElement.GetProperty("Type").GetString() == "jwt-hmac-secret")
                return document.RootElement.GetProperty("PrivateKey").GetBytesFromBase64();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{file} is no token secret: {error.Message}", error);
        }

        throw new InvalidDataException($"{file} is no token secret: its Type is not jwt-hmac-secret.");
    }
}
