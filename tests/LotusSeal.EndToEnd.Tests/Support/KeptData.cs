using System.Security.Cryptography;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Storage;

namespace LotusSeal.EndToEnd.Tests.Support;

/// <summary>The data of one sector, given up in part and unsealed again, over and over; and what must be in its files.</summary>
internal sealed class KeptData
{
    private const int FirstPiece = 1016, SecondPiece = 508, SectorData = 2032, PaddedSector = 2048;

    private readonly Scene _scene;
    private readonly SharingWorkers _workers;
    private readonly byte[] _data, _padded = new byte[PaddedSector];
    private byte[]? _replica;

    private KeptData(Scene scene, SharingWorkers workers, SectorId sector, byte[] data)
    {
        (_scene, _workers, Sector, _data) = (scene, workers, sector, data);
        Fr32.Pad(data, _padded);
    }

    public SectorId Sector { get; }

    /// <summary>How often it was given up and unsealed.</summary>
    public int Rounds { get; private set; }

    public bool IsProving => _scene.Miner.SectorStateOf(Sector.Number) == SectorState.Proving;

    /// <summary>Starts a sector with two pieces of random data and room to spare.</summary>
    public static KeptData Seal(Scene scene, SharingWorkers workers, Random random)
    {
        byte[] data = new byte[SectorData];
        random.NextBytes(data.AsSpan(0, FirstPiece + SecondPiece));
        string name = scene.Folder[$"piece-{Guid.NewGuid():N}"];
        File.WriteAllBytes($"{name}-1", data[..FirstPiece]);
        File.WriteAllBytes($"{name}-2", data[FirstPiece..(FirstPiece + SecondPiece)]);
        return new KeptData(scene, workers, scene.Miner.SealFiles($"{name}-1", $"{name}-2"), data);
    }

    /// <summary>Gives up all but one piece and has the whole unsealed again.</summary>
    /// <param name="first">Which piece is kept.</param>
    /// <param name="stop">Ends it between two steps.</param>
    public async Task GiveUpAndUnsealAsync(bool first, CancellationToken stop)
    {
        SectorRecord record = _scene.RecordOf(Sector);
        UnpaddedRange kept = first ? new UnpaddedRange(0, FirstPiece) : new UnpaddedRange(FirstPiece, SecondPiece);
        await RepeatAsync("released",
            () => _scene.Miner.Services.Operations.ReleaseUnsealedAsync(record.Reference, [kept], 0, stop), stop);
        await RepeatAsync("unsealed",
            () => _scene.Miner.Services.Operations.UnsealAsync(record.Reference, SectorData, record.Ticket!, record.CommD!, stop), stop);
        AssertValidBytes(whole: true);
        AssertReplicas();
        Rounds++;
    }

    /// <summary>Fails when a valid byte of any copy is not that which was put in.</summary>
    /// <param name="whole">Whether a copy must have all of them.</param>
    public void AssertValidBytes(bool whole)
    {
        int complete = 0;
        foreach (string file in _workers.FilesOf(Sector, "unsealed"))
        {
            IReadOnlyList<ByteRange> valid = PartialFile.ReadValid(file, PaddedSector);
            byte[] bytes = File.ReadAllBytes(file);
            foreach (ByteRange range in valid)
            {
                (int start, int end) = ((int)range.Offset, (int)range.End);
                Assert.True(bytes.AsSpan(start..end).SequenceEqual(_padded.AsSpan(start..end)), $"{file}: valid bytes {start} to {end} are others");
            }

            if (valid is [{ Offset: 0, Size: PaddedSector }]) complete++;
        }

        Assert.True(!whole || complete > 0, $"{Sector}: no copy has all data: {string.Join(", ", _workers.FilesOf(Sector, "unsealed"))}");
    }

    /// <summary>Fails when there is no replica, or one that differs from what it was when the sector was proved.</summary>
    public void AssertReplicas()
    {
        IReadOnlyList<string> files = _workers.FilesOf(Sector, "sealed");
        Assert.NotEmpty(files);
        _replica ??= SHA256.HashData(File.ReadAllBytes(files[0]));
        foreach (string file in files) Assert.Equal(_replica, SHA256.HashData(File.ReadAllBytes(file)));
    }

    /// <summary>Has the miner read everything, and compares it.</summary>
    public async Task AssertMinerReadsItAsync(CancellationToken stop)
    {
        string file = _scene.Folder[$"read-{Sector.Number}"];
        await _scene.Miner.UnsealAsync(Sector.Number, file, stop);
        Assert.Equal(_data, await File.ReadAllBytesAsync(file, stop));
    }

    /// <summary>As a miner does: a task that its worker did not survive, or that found none, is given out again.</summary>
    private async Task RepeatAsync(string what, Func<Task> step, CancellationToken stop)
    {
        string why = "";
        await Patience.UntilAsync($"{Sector} is {what}", async () =>
        {
            try
            {
                await step();
                return true;
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                why = error.Message;
                return false;
            }
        }, () => $"{why}\n{_workers.Explain()}");
    }
}
