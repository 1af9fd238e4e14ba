using System.Security.Cryptography;
using System.Text.Json;
using FsCheck.Xunit;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Pieces;

public sealed class PieceTests
{
    public static TheoryData<string, string> Vectors => SealingBackends.With(["0..126", "ff", "zero", "mod251-254", "mod251-2032"]);

    [Theory, MemberData(nameof(Vectors))]
    public async Task Pieces_are_padded_and_hashed_as_by_the_reference(string backend, string name)
    {
        JsonElement vector = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("pieces.json"))).RootElement.EnumerateArray()
            .Single(item => item.GetProperty("name").GetString() == name);
        byte[] data = Data(name, vector.GetProperty("unpadded").GetInt32());
        SectorSealer sealer = Sealer(backend);
        using MemoryStream unsealed = new();
        UnpaddedSize size = new((ulong)data.Length);
        PaddedSize offset = size.ToPadded();
        PieceCommitment written = await sealer.WritePieceAsync(new MemoryStream(data), size, unsealed, offset, SealedSector.Token);
        Assert.Equal(vector.GetProperty("comm_p").GetString(), written.CommP.ToString());
        Assert.Equal(written, await sealer.ComputePieceCommitmentAsync(new MemoryStream(data), size, SealedSector.Token));
        Assert.Equal(vector.GetProperty("padded_sha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(unsealed.ToArray().AsSpan((int)offset.Bytes))));
    }

    [Theory]
    [InlineData(126, 127, "ended after 126 of 127")]
    [InlineData(128, 127, "goes on after its announced 127")]
    [InlineData(100, 100, "127·2^k")]
    [InlineData(381, 381, "127·2^k")]
    [InlineData(0, 0, "127·2^k")]
    public async Task Pieces_of_another_length_are_refused(int actual, int announced, string message)
    {
        SealingException exception = await Assert.ThrowsAsync<SealingException>(() =>
            Sealer("managed").ComputePieceCommitmentAsync(new MemoryStream(new byte[actual]), UnpaddedSize.OfPiece((ulong)announced),
                SealedSector.Token));
        Assert.Contains(message, exception.Message);
    }

    [Fact]
    public async Task A_piece_must_start_at_a_multiple_of_its_size()
    {
        SealingException exception = await Assert.ThrowsAsync<SealingException>(() =>
            Sealer("managed").WritePieceAsync(new MemoryStream(new byte[254]), new UnpaddedSize(254), new MemoryStream(), new PaddedSize(128),
                SealedSector.Token));
        Assert.Contains("padded byte 128", exception.Message);
    }

    [Theory]
    [InlineData(0, 0, 0, 127)]
    [InlineData(0, 127, 0, 0)]
    [InlineData(0, 254, 0, 0)]
    [InlineData(0, 508, 0, 0)]
    [InlineData(0, 1016, 0, 0)]
    [InlineData(127, 127, 0, 0)]
    [InlineData(127, 254, 127, 0)]
    [InlineData(127, 508, 381, 0)]
    [InlineData(100, 100, 27, 27)]
    [InlineData(200, 200, 54, 54)]
    [InlineData(300, 300, 208, 208)]
    public void Alignment_is_the_reference_s(ulong written, ulong piece, ulong left, ulong right) =>
        Assert.Equal(new PieceAlignment(left, right), PieceAlignment.For(written, piece));

    [Property(MaxTest = 300)]
    public void An_aligned_piece_starts_and_ends_at_a_multiple_of_its_size(uint written, uint piece)
    {
        PieceAlignment alignment = PieceAlignment.For(written, piece);
        ulong whole = piece + alignment.Right, start = written + alignment.Left;
        Assert.True(UnpaddedSize.IsPieceSize(whole) && whole >= piece);
        Assert.Equal(0UL, start % whole);
        Assert.True(alignment.Left < whole);
        Assert.True(piece <= 127 || whole / 2 < piece);
    }

    [Theory]
    [InlineData(64, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb0b")]
    [InlineData(128, "3731bb99ac689f66eef5973e4a94da188f4ddcae580724fc6f3fd60dfd488333")]
    [InlineData(2048, "fc7e928296e516faade986b28f92d44a4f24b935485223376a799027bc18f833")]
    [InlineData(8388608, "65f29e5d98d246c38b388cfc06db1f6b021303c5a289000bdce832a9c3ec421c")]
    [InlineData(34359738368, "077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e")]
    [InlineData(68719476736, "e64005a6bfe3777953b8ad6ef93f0fca1049b2041654f2a411f7702799cece02")]
    public void Zero_pieces_have_the_published_commitments(ulong size, string commitment) =>
        Assert.Equal(commitment, ZeroPieces.Commitment(size).ToString());

    [Theory, InlineData(0), InlineData(32), InlineData(100)]
    public void Other_sizes_have_no_zero_piece(ulong size) => Assert.Throws<ArgumentOutOfRangeException>(() => ZeroPieces.Commitment(size));

    [Fact]
    public void CommD_of_zero_pieces_is_the_zero_piece_of_the_sector()
    {
        PieceCommitment small = ZeroPiece(128), large = ZeroPiece(512);
        Assert.Equal(new CommD(ZeroPieces.Commitment(2048)), CommDCalculator.Compute(2048, [small]));
        Assert.Equal(new CommD(ZeroPieces.Commitment(2048)), CommDCalculator.Compute(2048, [small, large, small]));
        Assert.Equal(new CommD(ZeroPieces.Commitment(2048)), CommDCalculator.Compute(2048, [large, small, small, small]));
        Assert.True(CommDCalculator.Compute(2048, []).Value.IsZero);
    }

    [Fact]
    public void Pieces_that_do_not_fit_are_refused()
    {
        PieceCommitment large = ZeroPiece(1024), small = ZeroPiece(128);
        Assert.Contains("need 4096", Assert.Throws<SealingException>(() => CommDCalculator.Compute(2048, [small, large, large])).Message);
        Assert.Contains("Piece 1", Assert.Throws<SealingException>(() => CommDCalculator.Compute(2048, [small, ZeroPiece(4096)])).Message);
        Assert.Contains("all-zero", Assert.Throws<SealingException>(() => CommDCalculator.Compute(2048, [new(default, new(127))])).Message);
        Assert.Contains("127·2^k", Assert.Throws<SealingException>(() => CommDCalculator.Compute(2048, [new(small.CommP, new(381))])).Message);
    }

    private static PieceCommitment ZeroPiece(ulong paddedSize) => new(ZeroPieces.Commitment(paddedSize), new PaddedSize(paddedSize).ToUnpadded());

    private static SectorSealer Sealer(string backend) =>
        new(SealingBackends.Create(backend), new SealingOptions { Threads = 2, ParentsCacheDirectory = null });

    private static byte[] Data(string name, int length) => name switch
    {
        "0..126" => [.. Enumerable.Range(0, length).Select(i => (byte)i)],
        "ff" => [.. Enumerable.Repeat((byte)0xff, length)],
        "zero" => new byte[length],
        _ => [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))],
    };
}
