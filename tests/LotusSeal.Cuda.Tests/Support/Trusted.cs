using LotusSeal.Groth16.Backends;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>Devices for proofs as the prover has them: with their substitute.</summary>
internal static class Trusted
{
    public static DeviceFirst Of(IProverBackend device, IProverBackend processor, TimeProvider clock, List<string> warnings) =>
        new(new DeviceTrust(device, processor, clock, warnings.Add, () => processor.Name), processor, processor);
}
