namespace KubeOps.Abstractions.Events;

/// <summary>The two types of event that the API server takes.</summary>
public enum EventType
{
    /// <summary>Something went as it should.</summary>
    Normal,

    /// <summary>Somebody may have to do something.</summary>
    Warning,
}
