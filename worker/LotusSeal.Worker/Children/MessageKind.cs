namespace LotusSeal.Worker.Children;

/// <summary>What is said between the worker and a child process. A request is two messages: what is asked, and the input.</summary>
internal enum MessageKind : byte
{
    /// <summary>Child: it is ready (<see cref="ChildHello"/>).</summary>
    Hello = 1,

    /// <summary>Worker: what is to be done, JSON of the child's kind; an <see cref="Input"/> follows.</summary>
    Request = 2,

    /// <summary>Worker: the input of the request, bytes of its kind.</summary>
    Input = 3,

    /// <summary>Worker: the request is no longer wanted; it is answered all the same, by a failure or with its result.</summary>
    Cancel = 4,

    /// <summary>Child: how far it is (<see cref="RequestProgress"/>).</summary>
    Progress = 5,

    /// <summary>Child: it works on, without news.</summary>
    Alive = 6,

    /// <summary>Child: the answer, bytes of its kind.</summary>
    Result = 7,

    /// <summary>Child: why there is none (<see cref="RequestFailure"/>).</summary>
    Failure = 8,

    /// <summary>Child: what it computes with (<see cref="ChildBackend"/>), at its start and when that has changed.</summary>
    Backend = 9,

    /// <summary>Either: a device is left alone from now on, and why (<see cref="RetiredDevice"/>).</summary>
    Retired = 10,
}
