using System.Globalization;
using System.Text.RegularExpressions;

namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>One kernel, or one function.</summary>
internal sealed partial class PtxProgram
{
    private readonly PtxModule _module;
    private readonly Dictionary<string, int> _registers = [];
    private readonly List<PtxInstruction> _instructions = [];
    private readonly string? _frame;

    /// <summary>Reads it; an instruction that is not known is an error.</summary>
    /// <param name="module">What it calls functions of.</param>
    /// <param name="parameters">The text of its parameters.</param>
    /// <param name="body">The text of its instructions.</param>
    public PtxProgram(PtxModule module, string parameters, string body)
    {
        _module = module;
        Parameters = [.. Parameter().Matches(parameters).Select(match => match.Groups[1].Value)];
        if (Depot().Match(body) is { Success: true } depot)
        {
            _frame = depot.Groups[1].Value;
            FrameBytes = int.Parse(depot.Groups[2].Value, CultureInfo.InvariantCulture);
        }

        string[] lines = [.. Statements(body)];
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

    /// <summary>Bytes of local memory.</summary>
    public int FrameBytes { get; }

    public int RegisterCount => _registers.Count;

    /// <summary>Runs one thread of a kernel.</summary>
    /// <param name="memory">Global memory: address 0 is its first byte.</param>
    /// <param name="shared">Shared memory of the block.</param>
    /// <param name="thread">Index in the block.</param>
    /// <param name="threads">Threads of the block.</param>
    /// <param name="arguments">Values of the parameters.</param>
    /// <returns>What it executed.</returns>
    public PtxTally Run(byte[] memory, byte[] shared, int thread, int threads, params ulong[] arguments)
    {
        PtxTally tally = new();
        PtxThread state = new(this, memory, shared, new byte[1 << 14], 0, tally);
        SetNamed(state, "%tid.x", (ulong)thread);
        SetNamed(state, "%ntid.x", (ulong)threads);
        SetNamed(state, "%ctaid.x", 0);
        SetNamed(state, "shared_memory", 0);
        Run(state, arguments);
        return tally;
    }

    /// <summary>Runs a thread that has registers and memory.</summary>
    public void Run(PtxThread state, params ulong[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++) SetNamed(state, Parameters[i], arguments[i]);
        if (_frame is not null) SetNamed(state, _frame, state.FrameAddress);
        state.Run();
    }

    private void SetNamed(PtxThread state, string name, ulong value)
    {
        if (_registers.TryGetValue(name, out int register)) state.Registers[register] = value;
    }

    /// <summary>Instructions and labels; a call is spread over several lines.</summary>
    private static IEnumerable<string> Statements(string body)
    {
        string begun = "";
        foreach (string line in body.Split('\n').Select(line => Comment().Replace(line, "").Trim()))
        {
            if (begun.Length == 0 && (line.Length == 0 || line[0] == '.' || line is "{" or "}")) continue;
            begun = begun.Length == 0 ? line : $"{begun} {line}";
            if (!line.EndsWith(';') && !line.EndsWith(':')) continue;
            yield return begun;
            begun = "";
        }
    }

    private PtxInstruction Read(string line, Dictionary<string, int> labels)
    {
        Match match = Instruction().Match(line);
        Assert.True(match.Success, $"Not an instruction: {line}");
        (string guard, string name, string rest) = (match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value);
        int register = guard.Length > 0 ? Register(guard) : -1;
        bool isFalse = match.Groups[1].Value == "@!";
        if (name is "bra" or "bra.uni") return new PtxInstruction(name, [], register, isFalse, labels[rest.Trim()], null);
        string[] texts = rest.Split([',', '(', ')'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (name == "call.uni")
            return new PtxInstruction(name, [.. texts.Skip(1).Select(Operand)], register, isFalse, -1, _module.Function(texts[0]));
        return new PtxInstruction(name, [.. texts.Select(Operand)], register, isFalse, -1, null);
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

    [GeneratedRegex(@"\.local \.align \d+ \.b8\s+(\w+)\[(\d+)\]")]
    private static partial Regex Depot();

    [GeneratedRegex(@"//.*$")]
    private static partial Regex Comment();
}
