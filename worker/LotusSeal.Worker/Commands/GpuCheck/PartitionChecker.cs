using System.Diagnostics;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Checks;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Proving;
using LotusSeal.Groth16.Verification;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;
using ProvingKey = LotusSeal.Groth16.Keys.Parameters;

namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>Makes proofs of blank partitions on a device and on the processor, with generated points and the same numbers.</summary>
/// <param name="device">The device.</param>
/// <param name="processor">What it is compared with; makes the points, too.</param>
internal sealed class PartitionChecker(CudaProverBackend device, IProverBackend processor)
{
    private const int LeastInARow = 3;

    private static readonly Blinding Known = new(Fr.FromUInt64(2), Fr.FromUInt64(3));

    /// <summary>Two proofs on the device, those of a sector one after the other, and one on the processor where that is wanted.</summary>
    /// <param name="proof">The kind of sector.</param>
    /// <param name="compare">Whether the processor makes the proof too.</param>
    /// <param name="cancellationToken">Stops within them.</param>
    public PartitionCheck Run(RegisteredSealProof proof, bool compare, CancellationToken cancellationToken)
    {
        PoRepConfig config = PoRepConfig.ForProof(proof);
        ProvingKey key = GeneratedKey.Of(SealCircuit.SizeOf(config), processor);
        (_, IReadOnlyList<StepTime> first) = Prove(config, key, device, cancellationToken);
        _ = device.TakeKernelTimes();
        (Proof made, IReadOnlyList<StepTime> second) = Prove(config, key, device, cancellationToken);
        IReadOnlyList<KernelTime> kernels = device.TakeKernelTimes();
        int row = Math.Max(LeastInARow, config.Partitions);
        PartitionCheck check = new(config.SectorSize, first, second, row, ProveRow(config, key, row, cancellationToken), kernels, null, null);
        if (!compare) return check;
        (Proof expected, IReadOnlyList<StepTime> steps) = Prove(config, key, processor, cancellationToken);
        return check with { IsEqual = made == expected, Processor = steps };
    }

    private double ProveRow(PoRepConfig config, ProvingKey key, int count, CancellationToken cancellationToken)
    {
        SealPartition partition = SealPartition.Blank(config);
        long begin = Stopwatch.GetTimestamp();
        new ProofSequence(key, device).Prove([.. Enumerable.Repeat(partition, count)], () => Known, cancellationToken: cancellationToken);
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static (Proof Proof, IReadOnlyList<StepTime> Steps) Prove(PoRepConfig config, ProvingKey key, IProverBackend backend,
        CancellationToken cancellationToken)
    {
        Steps steps = new();
        Proof proof = Prover.Prove(key, SealPartition.Blank(config), Known, steps, backend, cancellationToken);
        return (proof, steps.End());
    }

    private sealed class Steps : IProgress<ProvingProgress>
    {
        private readonly List<StepTime> _steps = [];
        private long _begin = Stopwatch.GetTimestamp();
        private string? _step;

        public void Report(ProvingProgress value)
        {
            if (value.Step == _step) return;
            Close();
            _step = value.Step;
        }

        public List<StepTime> End()
        {
            Close();
            return _steps;
        }

        private void Close()
        {
            if (_step is not null) _steps.Add(new StepTime(_step, Stopwatch.GetElapsedTime(_begin).TotalSeconds));
            _begin = Stopwatch.GetTimestamp();
        }
    }
}
