namespace LotusSeal.KubeOps.Access;

/// <summary>What the API server says of a token.</summary>
public enum AccessVerdict
{
    /// <summary>It is nobody's: wrong, expired, or of an account that is gone.</summary>
    Unknown,

    /// <summary>Whoever it belongs to may not.</summary>
    Denied,

    /// <summary>Whoever it belongs to may.</summary>
    Allowed,
}
