using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.DevMiner.Auth;

/// <summary>Issues and verifies the HS256 tokens of a miner (protocol spec 2.6): payload <c>{"Allow":[...]}</c>, no expiry.</summary>
public sealed class JwtTokens : ITokenVerifier
{
    /// <summary>Bytes of a secret that <see cref="NewSecret"/> makes.</summary>
    public const int SecretSize = 32;

    private const int MaxTokenLength = 8192;
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";
    private readonly byte[] _secret;

    /// <summary>Uses a secret of the miner's keystore.</summary>
    public JwtTokens(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < 16) throw new ArgumentException($"A token secret has at least 16 bytes, not {secret.Length}.", nameof(secret));
        _secret = secret.ToArray();
    }

    /// <summary>A fresh random secret.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretSize);

    /// <summary>Signs a token.</summary>
    public string Issue(Permission permissions)
    {
        string signed = $"{Encode(Encoding.UTF8.GetBytes(Header))}.{Encode(LotusJson.Serialize(new Payload(PermissionNames.ToNames(permissions))))}";
        return $"{signed}.{Encode(HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The permissions of a token of this secret, or null.</summary>
    public Permission? Verify(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Length > MaxTokenLength || !Ascii.IsValid(token)) return null;
        string[] parts = token.Split('.');
        if (parts.Length != 3 || !TryDecode(parts[1], out byte[] payload) || !TryDecode(parts[2], out byte[] signature)) return null;
        byte[] expected = HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
        if (!CryptographicOperations.FixedTimeEquals(expected, signature)) return null;
        try
        {
            return PermissionNames.Parse(LotusJson.Deserialize<Payload>(payload)?.Allow);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask<Permission?> VerifyAsync(string token, CancellationToken cancellationToken) => ValueTask.FromResult(Verify(token));

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64Url.IsValid(text)) return false;
        bytes = Base64Url.DecodeFromChars(text);
        return Encode(bytes) == text;
    }

    private sealed record Payload(string[]? Allow);
}
