using System.Text.Json.Serialization;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Worker.Children;

/// <summary>The first message of a child process.</summary>
/// <param name="Protocol">What it speaks: <see cref="MessageChannel.Protocol"/> of its build.</param>
internal sealed record ChildHello(int Protocol);

/// <summary>What a child process computes with.</summary>
/// <param name="Name">Name of its backend, with the device where it is one.</param>
internal sealed record ChildBackend(string Name);

/// <summary>A device that failed, and is not used again by worker or child for as long as the worker lives.</summary>
/// <param name="Uuid">Which one, as CUDA says.</param>
/// <param name="Reason">Why, for a person.</param>
internal sealed record RetiredDevice(string Uuid, string Reason);

/// <summary>How far a request is, as <see cref="PhaseProgress"/>.</summary>
internal sealed record RequestProgress(string Step, ulong Done, ulong Total, string Unit);

/// <summary>Why there is no result.</summary>
internal enum FailureKind
{
    /// <summary>What was asked for is wrong, or what it is made of: the same request fails again.</summary>
    Refused = 1,

    /// <summary>Memory was short; the process ends, so that it comes back.</summary>
    OutOfMemory = 2,

    /// <summary>The request was cancelled.</summary>
    Cancelled = 3,

    /// <summary>A fault that nobody foresaw; the next request may succeed.</summary>
    Broke = 4,

    /// <summary>What it computes with failed (<see cref="RequestFailure.Fault"/>).</summary>
    Device = 5,
}

/// <summary>Why there is no result, in words.</summary>
/// <param name="Kind">What kind of failure it is.</param>
/// <param name="Reason">For a person.</param>
/// <param name="Fault">Of a device.</param>
internal sealed record RequestFailure(FailureKind Kind, string Reason, BackendFault? Fault = null);

/// <summary>The forms of the messages that are not plain bytes.</summary>
[JsonSerializable(typeof(ChildHello))]
[JsonSerializable(typeof(ChildBackend))]
[JsonSerializable(typeof(RetiredDevice))]
[JsonSerializable(typeof(RequestProgress))]
[JsonSerializable(typeof(RequestFailure))]
internal sealed partial class MessageJson : JsonSerializerContext;
