namespace LotusSeal.Worker.Calls;

/// <summary>A result was made that the miner, or a proxy before it, refuses for its size; the message says what can be done.</summary>
/// <param name="task">Short name of the task.</param>
/// <param name="length">Bytes of the result on the wire.</param>
/// <param name="refusal">What was answered.</param>
internal sealed class ResultTooLargeException(string task, long length, string refusal) : Exception(
    $"the result of {task} has {length} bytes on the wire, which was refused: {refusal}. lotus-miner takes {LotusLimit} bytes a request and has no "
    + "setting for it: seal the sector with another kind of proof (interactive), or run a lotus-miner that was built with a larger limit; if a proxy "
    + "refuses less (HTTP 413), raise its limit of a body or give the worker the miner's own address")
{
    /// <summary>What go-jsonrpc takes unless the program that uses it says otherwise, and lotus-miner does not (protocol spec 2.2).</summary>
    private const long LotusLimit = 100 << 20;
}
