using LotusSeal.Native;
using LotusSeal.Sealing.Selection;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Gpus;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>What a worker has of a machine with GPUs, each in a process of its own over the double of the driver; the processor comes last.</summary>
internal sealed class GpuMachine : IDisposable
{
    /// <summary>Names of the GPUs.</summary>
    public const string First = "cuda(Simulated GPU at 0000:01:00.0)", Second = "cuda(Simulated GPU at 0000:02:00.0)";

    private readonly List<IDisposable> _owned = [];
    private GpuLives? _lives;

    public GpuMachine()
    {
        Assert.True(NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out _));
        Native = native;
    }

    public NativeSealingBackend Native { get; }

    public LogLines Log { get; } = new();

    /// <summary>What the pool warned of.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>What was said when GPUs were looked for.</summary>
    public List<string> Notes { get; } = [];

    public IReadOnlyList<ChildGpu> Gpus { get; private set; } = [];

    public BackendPool Pool { get; private set; } = null!;

    public GpuLives Lives => _lives!;

    /// <summary>Finds the GPUs.</summary>
    /// <param name="devices">How many there are.</param>
    /// <param name="recordedCache">The cache folder as t_aux names it; null for the real one.</param>
    /// <param name="lives">As <see cref="GpuLives"/> has them.</param>
    public void Start(int devices, string? recordedCache, params string[] lives)
    {
        _lives = new GpuLives(devices, recordedCache, lives);
        Use(_lives.Program);
    }

    /// <summary>Finds the GPUs that a program shows, and makes the pool over them.</summary>
    public void Use(ChildProgram program)
    {
        Gpus = Find(program);
        Pool = new BackendPool([.. Gpus, Native], Warnings.Add);
    }

    /// <summary>The GPUs that a program shows.</summary>
    public IReadOnlyList<ChildGpu> Find(ChildProgram program)
    {
        IReadOnlyList<ChildGpu> gpus = new GpuFinder(() => Child(program)).Find(Notes.Add);
        _owned.AddRange(gpus);
        return gpus;
    }

    /// <summary>A process that has little time to hear of its cancellation.</summary>
    public KeptChild Child(ChildProgram program) =>
        Own(new KeptChild(program, new ChildTimings { Cancel = TimeSpan.FromMilliseconds(50) }, TimeProvider.System, Log));

    /// <summary>Keeps something until the end.</summary>
    public T Own<T>(T owned) where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned) owned.Dispose();
        _lives?.Dispose();
    }
}
