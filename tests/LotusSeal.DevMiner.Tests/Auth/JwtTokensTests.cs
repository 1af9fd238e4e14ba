using System.Text;
using FsCheck.Xunit;
using LotusSeal.DevMiner.Auth;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.DevMiner.Tests.Auth;

/// <summary>Tokens (protocol spec 2.6), with the vector of protocol spec 3.7.</summary>
public sealed class JwtTokensTests
{
    private const string Vector =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJBbGxvdyI6WyJyZWFkIiwid3JpdGUiLCJzaWduIiwiYWRtaW4iXX0.ScTxuA6m2BpsCtdfXy_I_7HbNccLJyZSqcZaYgw6eAA";

    private readonly JwtTokens _tokens = new(new byte[32]);

    [Fact]
    public void The_all_permission_token_of_a_zero_secret_is_the_known_one()
    {
        Assert.Equal(Vector, _tokens.Issue(PermissionNames.All));
        Assert.Equal(PermissionNames.All, _tokens.Verify(Vector));
        Assert.StartsWith("ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5", Convert.ToBase64String(Encoding.ASCII.GetBytes(Vector)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Permission.None)]
    [InlineData(Permission.Admin)]
    [InlineData(Permission.Read | Permission.Sign)]
    public async Task A_token_allows_what_it_was_issued_for(Permission permission) =>
        Assert.Equal(permission, await _tokens.VerifyAsync(_tokens.Issue(permission), default));

    [Fact]
    public void A_token_of_another_secret_is_refused() => Assert.Null(new JwtTokens(JwtTokens.NewSecret()).Verify(Vector));

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("..")]
    [InlineData("a.b.c.d")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJBbGxvdyI6WyJyZWFkIiwid3JpdGUiLCJzaWduIiwiYWRtaW4iXX0.")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJBbGxvdyI6WyJhZG1pbiJdfQ.")]
    [InlineData("é.é.é")]
    public void What_is_no_token_is_refused(string token) => Assert.Null(_tokens.Verify(token));

    [Property(MaxTest = 200)]
    public bool No_changed_character_is_accepted(int position, char replacement)
    {
        int index = (int)((uint)position % Vector.Length);
        char[] changed = Vector.ToCharArray();
        if (changed[index] == replacement) return true;
        changed[index] = replacement;
        return _tokens.Verify(new string(changed)) is null;
    }

    [Theory]
    [InlineData('B')]
    [InlineData('D')]
    public void Unused_bits_of_the_last_character_are_not_ignored(char last) => Assert.Null(_tokens.Verify(Vector[..^1] + last));

    [Property(MaxTest = 200)]
    public bool Any_text_is_refused_without_an_exception(string? text) => _tokens.Verify(text ?? "") is null;

    [Fact]
    public void A_signed_payload_that_is_no_permission_list_is_refused_or_grants_nothing()
    {
        Assert.Null(_tokens.Verify(Sign("[]")));
        Assert.Null(_tokens.Verify(Sign("{\"Allow\":5}")));
        Assert.Equal(Permission.None, _tokens.Verify(Sign("{\"Allow\":null}")));
        Assert.Equal(Permission.Read, _tokens.Verify(Sign("{\"Allow\":[\"read\",\"everything\",null]}")));
    }

    [Fact]
    public void A_short_secret_is_refused() => Assert.Throws<ArgumentException>(() => new JwtTokens(new byte[8]));

    private static string Sign(string payload)
    {
        string signed = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));
        byte[] mac = System.Security.Cryptography.HMACSHA256.HashData(new byte[32], Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(mac)}";
    }
}
