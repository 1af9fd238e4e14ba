namespace LotusSeal.Testing.Processes;

/// <summary>What the kernel says of a process that may be anybody's child.</summary>
public static class ProcessState
{
    /// <summary>Whether it is no more, or only waits for its parent to see that.</summary>
    /// <param name="process">Its number.</param>
    public static bool IsGone(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // There is no such file, or no such process any more behind an open one.
            return true;
        }
    }
}
