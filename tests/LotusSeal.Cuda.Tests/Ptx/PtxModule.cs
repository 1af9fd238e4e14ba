using System.Text.RegularExpressions;

namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>A PTX text: kernels, and functions that they call. Each is read when it is first needed.</summary>
/// <param name="text">All of it.</param>
internal sealed partial class PtxModule(string text)
{
    private readonly Dictionary<string, PtxProgram> _programs = [];

    /// <summary>A kernel.</summary>
    public PtxProgram Kernel(string name) => Find(name, $".visible .entry {name}(");

    /// <summary>A function.</summary>
    public PtxProgram Function(string name) => Find(name, $".func {name}(");

    /// <summary>All kernels and functions that are defined.</summary>
    public IEnumerable<PtxProgram> All() => [.. Kernels.Select(Kernel), .. Functions().Matches(text).Select(match => match.Groups[1].Value)
        .Distinct().Select(Function)];

    /// <summary>The names of the kernels.</summary>
    public IEnumerable<string> Kernels => Entries().Matches(text).Select(match => match.Groups[1].Value);

    private PtxProgram Find(string name, string head)
    {
        if (_programs.TryGetValue(name, out PtxProgram? program)) return program;
        // In the declaration of a function, before all of them, its parameters are on the next line.
        int begin = text.IndexOf(head, StringComparison.Ordinal);
        Assert.True(begin >= 0, $"There is no {name}.");
        int body = text.IndexOf("\n{", begin, StringComparison.Ordinal), end = text.IndexOf("\n}", body, StringComparison.Ordinal);
        _programs.Add(name, program = new PtxProgram(this, text[(begin + head.Length - 1)..body], text[(body + 2)..end]));
        return program;
    }

    [GeneratedRegex(@"\.visible \.entry (\w+)\(")]
    private static partial Regex Entries();

    [GeneratedRegex(@"\.func (\w+)\(")]
    private static partial Regex Functions();
}
