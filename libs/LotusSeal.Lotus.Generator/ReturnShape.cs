namespace LotusSeal.Lotus.Generator;

/// <summary>What an API method returns.</summary>
internal enum ReturnShape
{
    /// <summary>No RPC method can return this.</summary>
    Other,

    /// <summary><c>Task</c>: the answer is null.</summary>
    Nothing,

    /// <summary><c>Task&lt;T&gt;</c>.</summary>
    Value,

    /// <summary><c>IAsyncEnumerable&lt;T&gt;</c>: a channel.</summary>
    Stream,
}
