namespace LotusSeal.Operator.Mirror;

/// <summary>A worker that can be asked.</summary>
/// <param name="Uid">UID of its pod: another pod of the same name is another worker.</param>
/// <param name="Name">Name of its pod, for messages.</param>
/// <param name="Address">Where it listens: the address of its pod and the port of its pool.</param>
public sealed record WorkerTarget(string Uid, string Name, System.Net.IPEndPoint Address);
