using LotusSeal.Worker.Resources;
using LotusSeal.Worker.Tasks;

namespace LotusSeal.Worker.Api;

/// <summary>What the APIs of both generations work on.</summary>
/// <param name="Tasks">What is offered.</param>
/// <param name="Info">Name and resources.</param>
/// <param name="Runner">Does the work.</param>
/// <param name="Storage">The paths.</param>
internal sealed record WorkerParts(TaskTypeSet Tasks, WorkerInfoSource Info, TaskRunner Runner, StorageControl Storage);
