using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>Tokens in the form of protocol spec 2.6, signed with a secret of this process.</summary>
internal static class Tokens
{
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    public static string Create(params string[] permissions)
    {
        string header = Base64Url.EncodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"u8);
        string payload = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"Allow\":{JsonSerializer.Serialize(permissions)}}}"));
        string content = $"{header}.{payload}";
        return $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(Secret, Encoding.ASCII.GetBytes(content)))}";
    }
}
