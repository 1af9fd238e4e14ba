namespace LotusSeal.Cuda.Checks;

/// <summary>How a Poseidon kernel does on a device.</summary>
/// <param name="Arity">Inputs of a hash.</param>
/// <param name="Registers">Registers of a thread, as the driver compiled it.</param>
/// <param name="LocalBytes">Local memory of a thread: registers that did not fit.</param>
/// <param name="BlocksOfMultiprocessor">Blocks of 128 threads that a multiprocessor runs at once.</param>
/// <param name="WideProducts">Products of limbs of a hash.</param>
/// <param name="PerSecond">Hashes a second.</param>
/// <param name="ShareOfPeak">Products of limbs a second, as a part of what the device was measured to do.</param>
public sealed record HashRate(int Arity, int Registers, int LocalBytes, int BlocksOfMultiprocessor, long WideProducts, double PerSecond,
    double ShareOfPeak);
