using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage.Tests;

public static class Sectors
{
    public static readonly SectorRef Small = new(new SectorId(1000, 9), RegisteredSealProof.StackedDrg2KiBV1_1);
    public static readonly SectorRef Medium = new(new SectorId(1000, 10), RegisteredSealProof.StackedDrg8MiBV1_1);

    public static byte[] Bytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
