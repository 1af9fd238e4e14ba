namespace LotusSeal.Worker.Provers;

/// <summary>What is said between the worker and its prover. A request is two messages: what is asked, and the input.</summary>
internal enum MessageKind : byte
{
    /// <summary>Prover: it is ready (<see cref="ProverHello"/>).</summary>
    Hello = 1,

    /// <summary>Worker: what is to be proved (<see cref="ProofRequest"/>); an <see cref="Input"/> follows.</summary>
    Request = 2,

    /// <summary>Worker: the input of the request, bytes of its kind.</summary>
    Input = 3,

    /// <summary>Worker: the request is no longer wanted; it is answered all the same, by a failure or with its result.</summary>
    Cancel = 4,

    /// <summary>Prover: how far it is (<see cref="ProofProgress"/>).</summary>
    Progress = 5,

    /// <summary>Prover: it works on, without news.</summary>
    Alive = 6,

    /// <summary>Prover: the answer, bytes of its kind.</summary>
    Result = 7,

    /// <summary>Prover: why there is none (<see cref="ProofFailure"/>).</summary>
    Failure = 8,

    /// <summary>Prover: what it computes with (<see cref="ProverBackend"/>), at its start and when that has changed.</summary>
    Backend = 9,
}
