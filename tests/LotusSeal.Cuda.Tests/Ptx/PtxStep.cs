namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>What an instruction does to a thread.</summary>
internal delegate void PtxStep(PtxThread thread, PtxOperand[] operands);
