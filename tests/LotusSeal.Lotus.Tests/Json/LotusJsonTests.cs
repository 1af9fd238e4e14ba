using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Tests.Json;

/// <summary>The JSON rules of protocol spec 3.1.</summary>
public sealed class LotusJsonTests
{
    [Theory]
    [InlineData("2026-08-01T10:00:00Z", "2026-08-01T10:00:00Z")]
    [InlineData("2026-08-01T10:00:00.5Z", "2026-08-01T10:00:00.5Z")]
    [InlineData("2026-08-01T10:00:00.123456789Z", "2026-08-01T10:00:00.1234567Z")]
    [InlineData("2026-08-01T10:00:00.123456789+02:00", "2026-08-01T10:00:00.1234567+02:00")]
    [InlineData("2026-08-01T10:00:00-07:30", "2026-08-01T10:00:00-07:30")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    public void Times_are_rfc_3339(string text, string written)
    {
        DateTimeOffset time = Parse<DateTimeOffset>($"\"{text}\"");
        Assert.Equal(written, Text(time)[1..^1]);
        Assert.Equal(DateTimeOffset.MinValue, Parse<DateTimeOffset>("\"0001-01-01T00:00:00Z\""));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"2026-08-01\"")]
    [InlineData("\"2026-08-01T10:00:00\"")]
    [InlineData("\"2026-13-01T10:00:00Z\"")]
    public void Other_times_are_errors(string json) => Assert.Throws<JsonException>(() => Parse<DateTimeOffset>(json));

    [Theory]
    [InlineData("\"baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy\"")]
    [InlineData("{}")]
    [InlineData("{\"/\":\"\"}")]
    [InlineData("{\"/\":null}")]
    [InlineData("{\"/\":5}")]
    [InlineData("{\"x\":\"baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy\"}")]
    [InlineData("{\"/\":\"QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPbdG\"}")]
    [InlineData("[]")]
    public void Other_cids_are_errors(string json) => Assert.Throws<JsonException>(() => Parse<Cid>(json));

    [Fact]
    public void A_cid_stands_inside_of_structures_and_null_is_undefined()
    {
        PieceInfo piece = Parse<PieceInfo>("""{"Size":2048,"PieceCID":{"/":"baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy"}}""")!;
        Assert.Equal("fc7e928296e516faade986b28f92d44a4f24b935485223376a799027bc18f833", piece.PieceCid!.ToCommD().ToString());
        Assert.Null(Parse<PieceInfo>("""{"Size":1,"PieceCID":null}""")!.PieceCid);
    }

    [Property(MaxTest = 100)]
    public bool Commitments_survive_their_cids(byte[]? random)
    {
        Digest digest = new(System.Security.Cryptography.SHA256.HashData(random ?? []));
        (CommD commD, CommR commR) = (new(digest), new(digest));
        Cid unsealed = Parse<Cid>(Text(Cid.FromCommD(commD)))!, sealedCid = Parse<Cid>(Text(Cid.FromCommR(commR)))!;
        return unsealed.ToCommD() == commD && sealedCid.ToCommR() == commR && !unsealed.Equals(sealedCid);
    }

    [Property(MaxTest = 300)]
    public bool Any_text_is_a_cid_or_a_format_error(string? text)
    {
        try
        {
            string given = "b" + text;
            return Cid.Parse(given).ToString() == given;
        }
        catch (FormatException)
        {
            return true;
        }
    }

    [Property(MaxTest = 100)]
    public bool Bytes_are_padded_base64(byte[]? bytes) =>
        Text(new PoStProof(1, bytes)) == $"{{\"PoStProof\":1,\"ProofBytes\":{(bytes is null ? "null" : $"\"{Convert.ToBase64String(bytes)}\"")}}}";

    [Fact]
    public void Missing_strings_are_empty_and_missing_structures_are_named()
    {
        Assert.Equal("", Parse<CallError>("{\"Code\":101}")!.Message);
        Assert.Equal("", Parse<CallError>("{\"Code\":101,\"Message\":null}")!.Message);
        JsonException error = Assert.Throws<JsonException>(() => Parse<HealthReport>("{\"Err\":\"\"}"));
        Assert.Contains("HealthReport lacks the field Stat", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"fast\"")]
    [InlineData("\"Sealing\"")]
    [InlineData("1")]
    [InlineData("null")]
    public void Path_types_are_two_words(string json) => Assert.Throws<JsonException>(() => Parse<PathType>(json));

    [Fact]
    public void Markup_characters_are_escaped_as_go_does_and_others_are_not()
    {
        string text = Text(new CallError(SealErrorCode.Unknown, "<a href='x'>é + \"q\" & \\ 世"));
        Assert.Equal("""{"Code":0,"Message":"\u003ca href='x'\u003eé + \"q\" \u0026 \\ 世"}""", text);
        Assert.Equal("<a href='x'>é + \"q\" & \\ 世", Parse<CallError>(text)!.Message);
    }

    [Property(MaxTest = 200)]
    public bool Any_message_survives(NonNull<string> message)
    {
        string wellFormed = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(message.Get));
        return Parse<CallError>(Text(new CallError(SealErrorCode.Unknown, wellFormed)))!.Message == wellFormed;
    }

    [Fact]
    public void Unknown_fields_are_ignored_and_names_are_read_in_any_case()
    {
        SectorRef sector = Parse<SectorRef>("""{"iD":{"miner":1,"NUMBER":2,"x":[{}]},"proofType":8,"More":null}""")!;
        Assert.Equal(new SectorRef(new SectorId(1, 2), RegisteredSealProof.StackedDrg32GiBV1_1), sector);
    }

    private static T? Parse<T>(string json) => LotusJson.Deserialize<T>(Encoding.UTF8.GetBytes(json));

    private static string Text<T>(T value) => Encoding.UTF8.GetString(LotusJson.Serialize(value));
}
