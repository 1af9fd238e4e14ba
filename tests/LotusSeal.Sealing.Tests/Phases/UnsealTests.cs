using System.Security.Cryptography;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

public sealed class UnsealTests
{
    public static TheoryData<string, string> SmallCases => SealingBackends.With(SectorVector.Small);

    [Theory, MemberData(nameof(SmallCases))]
    public async Task The_reference_s_replica_gives_the_data_back(string backend, string name)
    {
        SectorVector vector = SectorVector.Load(name);
        using SealedSector sector = new(vector, SealingBackends.Create(backend));
        SectorReplica replica = sector.ReplicaAt(Repository.Vector(name, "sealed"));
        using MemoryStream padded = new(), unpadded = new();
        CommD commD = await sector.Sealer.UnsealPaddedAsync(replica, padded, null, SealedSector.Token);
        Assert.Equal(vector.Commitments.CommD, commD);
        Assert.Equal(vector.Bytes("unsealed"), padded.ToArray());
        ulong all = vector.Config.DataSize.Bytes;
        await sector.Sealer.UnsealRangeAsync(replica, new DataRange(0, all), unpadded, null, SealedSector.Token);
        if (vector.UnpaddedSha256 is { } sha256) Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(unpadded.ToArray())));
        Assert.Equal((long)all, unpadded.Length);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(127, 127)]
    [InlineData(126, 3)]
    [InlineData(1000, 1032)]
    [InlineData(2031, 1)]
    [InlineData(500, 0)]
    public async Task Any_range_of_bytes_can_be_unsealed(int offset, int length)
    {
        SectorVector vector = SectorVector.Load("2kib");
        byte[] whole = new byte[2032];
        Fr32.Unpad(vector.Bytes("unsealed"), whole);
        foreach (bool lowMemory in (bool[])[false, true])
        {
            using SealedSector sector = new(vector, SealingBackends.Create("managed"), options => options with { LowMemory = lowMemory });
            using MemoryStream output = new();
            await sector.Sealer.UnsealRangeAsync(sector.ReplicaAt(Repository.Vector("2kib", "sealed")), new DataRange((ulong)offset, (ulong)length),
                output, null, SealedSector.Token);
            Assert.Equal(whole[offset..(offset + length)], output.ToArray());
            Assert.True(!Directory.Exists(sector.Folder["scratch"]) || !Directory.EnumerateFileSystemEntries(sector.Folder["scratch"]).Any());
        }
    }

    [Fact]
    public async Task A_range_beyond_the_sector_is_refused()
    {
        using SealedSector sector = new(SectorVector.Load("2kib"), SealingBackends.Create("managed"));
        SectorReplica replica = sector.ReplicaAt(Repository.Vector("2kib", "sealed"));
        foreach (DataRange range in (DataRange[])[new(2032, 1), new(0, 2033), new(ulong.MaxValue, 2), new(1, ulong.MaxValue)])
        {
            SealingException exception = await Assert.ThrowsAsync<SealingException>(() =>
                sector.Sealer.UnsealRangeAsync(replica, range, Stream.Null, null, SealedSector.Token));
            Assert.Contains("2032 unpadded bytes", exception.Message);
        }
    }

    [Fact]
    public async Task Another_ticket_gives_another_CommD()
    {
        SectorVector vector = SectorVector.Load("2kib");
        using SealedSector sector = new(vector, SealingBackends.Create("managed"));
        SectorReplica replica = sector.ReplicaAt(Repository.Vector("2kib", "sealed")) with { Ticket = new SealTicket(vector.Seed.Value) };
        CommD commD = await sector.Sealer.UnsealPaddedAsync(replica, Stream.Null, null, SealedSector.Token);
        Assert.NotEqual(vector.Commitments.CommD, commD);
    }
}
