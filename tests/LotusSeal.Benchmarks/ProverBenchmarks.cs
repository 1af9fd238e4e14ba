using BenchmarkDotNet.Attributes;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Domains;
using LotusSeal.Native;
using LotusSeal.Native.Proving;

namespace LotusSeal.Benchmarks;

/// <summary>The arithmetic of proofs, native, on all processors: scalars of full size, as those of a quotient are.</summary>
/// <remarks>The managed backend takes minutes for these sizes and is left out.</remarks>
public class ProverBenchmarks
{
    private const int Largest = 1 << 20;

    private readonly Fr[] _scalars = new Fr[Largest];
    private readonly AffinePoint<Fp>[] _first = new AffinePoint<Fp>[Largest];
    private readonly AffinePoint<Fp2>[] _second = new AffinePoint<Fp2>[Largest];
    private IProverBackend _backend = null!;
    private IFixedBase<Fp> _base = null!;
    private IFixedBase<Fp2> _baseOfSecond = null!;

    [GlobalSetup]
    public void Setup()
    {
        _backend = NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason)
            ? new NativeProverBackend(native.Info, Environment.ProcessorCount)
            : throw new InvalidOperationException(reason);
        Fr power = Fr.One, step = Fr.FromUInt64(7).Inverse();
        for (int i = 0; i < Largest; i++, power *= step) _scalars[i] = power;
        (_base, _baseOfSecond) = (_backend.OpenBase(G1.Generator), _backend.OpenBase(G2.Generator));
        _base.Multiply(_scalars, _first);
        _baseOfSecond.Multiply(_scalars, _second);
    }

    [Benchmark]
    [Arguments(16)]
    [Arguments(20)]
    public JacobianPoint<Fp> SumInFirstGroup(int log2) => _backend.Sum<Fp>(_first.AsSpan(0, 1 << log2), _scalars.AsSpan(0, 1 << log2));

    [Benchmark]
    [Arguments(16)]
    [Arguments(20)]
    public JacobianPoint<Fp2> SumInSecondGroup(int log2) => _backend.Sum<Fp2>(_second.AsSpan(0, 1 << log2), _scalars.AsSpan(0, 1 << log2));

    [Benchmark]
    [Arguments(20)]
    [Arguments(22)]
    public Fr[] Quotient(int log2) => _backend.Divide(new Domain(log2), new Fr[1 << log2], new Fr[1 << log2], new Fr[1 << log2]);

    [Benchmark(OperationsPerInvoke = 1 << 16)]
    public void MultipleInFirstGroup() => _base.Multiply(_scalars.AsSpan(0, 1 << 16), _first.AsSpan(0, 1 << 16));

    [Benchmark(OperationsPerInvoke = 1 << 16)]
    public void MultipleInSecondGroup() => _baseOfSecond.Multiply(_scalars.AsSpan(0, 1 << 16), _second.AsSpan(0, 1 << 16));
}
