using System.Globalization;
using LotusSeal.Worker.Children;

namespace LotusSeal.Worker.Gpus;

/// <summary>The command line of a process that works on a GPU.</summary>
internal static class GpuCommand
{
    /// <summary>What it is called.</summary>
    public const string ChildName = "GPU process";

    /// <summary>Name of the hidden command below <c>proofs</c>, and of its flags.</summary>
    public const string ServeName = "serve-gpu", ThreadsFlag = "--threads", RowsFlag = "--rows-to-discard";

    /// <summary>This program itself with that command.</summary>
    /// <param name="threads">Threads of the host; 0 for one per core.</param>
    /// <param name="rowsToDiscard">Rows above the leaves that tree-r-last lacks.</param>
    public static ChildProgram Of(int threads, int rowsToDiscard) => ChildProgram.OfThisProcess(ChildName, "proofs", ServeName,
        ThreadsFlag, threads.ToString(CultureInfo.InvariantCulture), RowsFlag, rowsToDiscard.ToString(CultureInfo.InvariantCulture));
}
