namespace LotusSeal.Sealing.Tests.Support;

/// <summary>Breaks files on purpose.</summary>
internal static class Damage
{
    /// <summary>Changes the lowest bit of a byte.</summary>
    public static void Flip(string path, long offset)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        int value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 1));
    }

    public static void Truncate(string path, long length)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite);
        file.SetLength(length);
    }
}
