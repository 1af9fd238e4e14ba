namespace LotusSeal.Operator.Host.Reading;

/// <summary>Whether somebody may read about pools.</summary>
internal enum ReaderStanding
{
    /// <summary>The token is nobody's.</summary>
    Stranger,

    /// <summary>It belongs to somebody who may see no pool.</summary>
    Blind,

    /// <summary>It belongs to somebody who may see pools.</summary>
    Sees,
}
