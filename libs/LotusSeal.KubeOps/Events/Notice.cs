using k8s.Models;
using KubeOps.Abstractions.Events;

namespace LotusSeal.KubeOps.Events;

/// <summary>Something that was said about an object; equal ones are repetitions.</summary>
/// <param name="Uid">The object.</param>
/// <param name="Type">Its type.</param>
/// <param name="Reason">Its reason.</param>
/// <param name="Note">In words.</param>
internal sealed record Notice(string Uid, EventType Type, string Reason, string Note);

/// <summary>A notice and the object that it is about.</summary>
internal sealed record NoticeOf(Notice Notice, V1ObjectReference Regarding);
