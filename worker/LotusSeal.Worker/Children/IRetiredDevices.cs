namespace LotusSeal.Worker.Children;

/// <summary>The devices that failed since the worker was started, whoever saw that: a child's memory ends with its process.</summary>
internal interface IRetiredDevices
{
    /// <summary>One more was retired. Raised on any thread.</summary>
    event Action? Changed;

    /// <summary>Those of this moment.</summary>
    IReadOnlyList<RetiredDevice> Retired { get; }

    /// <summary>A child has retired one.</summary>
    void Retire(RetiredDevice device);
}
