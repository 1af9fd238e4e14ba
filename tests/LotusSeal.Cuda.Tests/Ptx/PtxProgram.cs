using System.Globalization;
using System.Text.RegularExpressions;

namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>One kernel of a PTX text.</summary>
internal sealed partial class PtxProgram
{
    private readonly Dictionary<string, int> _registers = [];
    private readonly List<PtxInstruction> _instructions = [];

    /// <summary>Reads a kernel; an instruction that is not known is an error.</summary>
    /// <param name="text">All of the PTX.</param>
    /// <param name="name">The kernel.</param>
    public PtxProgram(string text, string name)
    {
        int entry = text.IndexOf($".visible .entry {name}(", StringComparison.Ordinal);
        Assert.True(entry >= 0, $"There is no kernel {name}.");
        int begin = text.IndexOf("\n{", entry, StringComparison.Ordinal), end = text.IndexOf("\n}", begin, StringComparison.Ordinal);
        Parameters = [.. Parameter().Matches(text[entry..begin]).Select(match => match.Groups[1].Value)];
        string[] lines = [.. text[(begin + 2)..end].Split('\n').Select(line => Comment().Replace(line, "").Trim())
            .Where(line => line.Length > 0 && line[0] != '.')];
        Dictionary<string, int> labels = [];
        int count = 0;
        foreach (string line in lines)
        {
            if (line.EndsWith(':')) labels[line[..^1]] = count;
            else count++;
        }
        foreach (string line in lines.Where(line => !line.EndsWith(':'))) _instructions.Add(Read(line, labels));
    }

    public IReadOnlyList<PtxInstruction> Instructions => _instructions;

    /// <summary>The names of the parameters, in order.</summary>
    public IReadOnlyList<string> Parameters { get; }

    public int RegisterCount => _registers.Count;

    /// <summary>Runs one thread.</summary>
    /// <param name="memory">Global memory: address 0 is its first byte.</param>
    /// <param name="shared">Shared memory of the block.</param>
    /// <param name="thread">Index in the block.</param>
    /// <param name="threads">Threads of the block.</param>
    /// <param name="arguments">Values of the parameters.</param>
    public void Run(byte[] memory, byte[] shared, int thread, int threads, params ulong[] arguments)
    {
        PtxThread state = new(this, memory, shared);
        SetNamed("%tid.x", (ulong)thread);
        SetNamed("%ntid.x", (ulong)threads);
        SetNamed("%ctaid.x", 0);
        SetNamed("shared_memory", 0);
        for (int i = 0; i < arguments.Length; i++) SetNamed(Parameters[i], arguments[i]);
        state.Run();

        void SetNamed(string name, ulong value)
        {
            if (_registers.TryGetValue(name, out int register)) state.Registers[register] = value;
        }
    }

    private PtxInstruction Read(string line, Dictionary<string, int> labels)
    {
        Match match = Instruction().Match(line);
        Assert.True(match.Success, $"Not an instruction: {line}");
        (string guard, string name, string rest) = (match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value);
        int register = guard.Length > 0 ? Register(guard) : -1;
        bool isFalse = match.Groups[1].Value == "@!";
        if (name is "bra" or "bra.uni") return new PtxInstruction(name, [], register, isFalse, labels[rest.Trim()]);
        PtxOperand[] operands = [.. rest.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Operand)];
        return new PtxInstruction(name, operands, register, isFalse, -1);
    }

    private PtxOperand Operand(string text)
    {
        text = text.Trim('{', '}', ' ');
        if (text.StartsWith('['))
        {
            string[] parts = text.Trim('[', ']').Split('+');
            return new PtxOperand(Register(parts[0]), parts.Length == 1 ? 0 : Number(parts[1]));
        }
        return char.IsAsciiDigit(text[0]) || text[0] == '-' ? new PtxOperand(-1, Number(text)) : new PtxOperand(Register(text), 0);
    }

    private static ulong Number(string text) => (ulong)long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private int Register(string name)
    {
        if (!_registers.TryGetValue(name, out int index)) _registers.Add(name, index = _registers.Count);
        return index;
    }

    [GeneratedRegex(@"^(?:(@!?)(%p\d+)\s+)?([a-z][a-z0-9.]*)\s*([^;]*);$")]
    private static partial Regex Instruction();

    [GeneratedRegex(@"\.param \.\w+ (\w+)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"//.*$")]
    private static partial Regex Comment();
}
