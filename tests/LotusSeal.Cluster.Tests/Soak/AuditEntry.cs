using System.Text.Json;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>A request to write, as the API server has recorded it.</summary>
internal sealed record AuditEntry
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>RequestReceived, ResponseComplete, ….</summary>
    public string Stage { get; init; } = "";

    /// <summary>create, update, patch, delete, ….</summary>
    public string Verb { get; init; } = "";

    /// <summary>When the request came.</summary>
    public DateTimeOffset RequestReceivedTimestamp { get; init; }

    /// <summary>When the stage was reached.</summary>
    public DateTimeOffset StageTimestamp { get; init; }

    /// <summary>Whose it was.</summary>
    public AuditUser User { get; init; } = new();

    /// <summary>What it was about.</summary>
    public AuditObject? ObjectRef { get; init; }

    /// <summary>How it was answered.</summary>
    public AuditStatus? ResponseStatus { get; init; }

    /// <summary>Whether it was done.</summary>
    public bool IsDone => Stage == "ResponseComplete" && ResponseStatus is { Code: >= 200 and < 300 };

    /// <summary>Reads a record.</summary>
    public static AuditEntry Read(string line) => JsonSerializer.Deserialize<AuditEntry>(line, Options)!;

    /// <summary>Whether it is about a kind of objects, and not a part of them.</summary>
    public bool IsOf(string resource, string @namespace) =>
        ObjectRef is { Subresource: "" } about && about.Resource == resource && about.Namespace == @namespace;

    /// <summary>Who asked.</summary>
    /// <param name="Username">By name.</param>
    internal sealed record AuditUser(string Username = "");

    /// <summary>What was asked about.</summary>
    internal sealed record AuditObject
    {
        /// <summary>Kind, in the plural.</summary>
        public string Resource { get; init; } = "";

        /// <summary>Namespace.</summary>
        public string Namespace { get; init; } = "";

        /// <summary>Name.</summary>
        public string Name { get; init; } = "";

        /// <summary>Part of the object, such as its status.</summary>
        public string Subresource { get; init; } = "";
    }

    /// <summary>The answer.</summary>
    /// <param name="Code">HTTP status.</param>
    internal sealed record AuditStatus(int Code);
}
