namespace LotusSeal.Storage.Tests;

/// <summary>Bytes that can only be read forwards, as those of a connection; counts what was taken.</summary>
public sealed class OneWayStream(byte[] content) : MemoryStream(content)
{
    public override bool CanSeek => false;

    public long Taken => base.Position;
}
