namespace LotusSeal.Primitives;

/// <summary>Bad input or bad data: the message names the file or field and says what is wrong with it.</summary>
public sealed class SealingException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SealingException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public SealingException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Required by the framework's conventions; use the others.</summary>
    public SealingException() { }

    /// <summary>The sector file that does not hold what was written into it; null when something else is wrong.</summary>
    public string? DamagedFile { get; init; }

    /// <summary>A file with other bytes than were written; the step that made it has to be done again.</summary>
    /// <param name="file">The file.</param>
    /// <param name="firstByte">First byte of the range in which it differs.</param>
    /// <param name="bytes">Length of the range.</param>
    /// <param name="reason">What does not hold.</param>
    public static SealingException Damaged(string file, ulong firstByte, ulong bytes, string reason) =>
        new($"{file}: bytes {firstByte} to {firstByte + bytes - 1} are damaged: {reason}.") { DamagedFile = file };
}
