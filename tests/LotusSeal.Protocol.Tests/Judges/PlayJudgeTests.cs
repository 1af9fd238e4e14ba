using System.Text;
using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Judges;

/// <summary>The judge itself: a recording compared with itself has no difference, and every change of it is found.</summary>
public sealed class PlayJudgeTests
{
    private const string Capture = "pledge";

    [Theory]
    [InlineData("pledge")]
    [InlineData("piece-and-unseal")]
    [InlineData("snapdeals-worker-store")]
    [InlineData("kill-in-SealPreCommit1")]
    public void A_recording_does_not_differ_from_itself(string name) => Assert.Empty(Judge(name, message => message));

    [Theory]
    [InlineData("StorageAttach", "\"AllowTypes\":null", "\"AllowTypes\":[]")]
    [InlineData("StorageAttach", "\"Weight\":10", "\"Weight\":\"10\"")]
    [InlineData("StorageAttach", "\"Reserved\":0", "\"Reserved\":0.5")]
    [InlineData("StorageReportHealth", "\"Err\":\"\"", "\"Err\":null")]
    [InlineData("WorkerConnect", "/rpc/v0", "/rpc/v1")]
    [InlineData("StorageFindSector", "2048,false", "2048,true")]
    [InlineData("StorageDeclareSector", ",2,false", ",2,true")]
    [InlineData("ReturnFetch", ",null]", "]")]
    [InlineData("ReturnFetch", ",null]", ",{}]")]
    [InlineData("ReturnSealPreCommit2", "bagboea4b5abc", "bagboea4b5abd")]
    public void A_changed_call_is_found(string rpc, string text, string change) =>
        Assert.NotEmpty(Judge(Capture, message => message is { Kind: MessageKind.HttpRequest, Link: Link.Miner } && message.Rpc == rpc
            ? Replace(message, text, change) : message));

    [Theory]
    [InlineData("Version", "67328", "67072")]
    [InlineData("Info", "\"GPUs\":[]", "\"GPUs\":null")]
    [InlineData("Info", "\"MaxParallelismGPU\":6", "\"MaxParallelismGPU\":5")]
    [InlineData("Paths", "\"CanSeal\":true", "\"CanSeal\":1")]
    [InlineData("TaskTypes", "\"seal/v0/fetch\":{}", "\"seal/v0/fetch\":true")]
    [InlineData("TaskTypes", "\"seal/v0/fetch\":{},", "")]
    [InlineData("Fetch", "\"Number\":0", "\"Number\":1")]
    [InlineData("Fetch", "\"jsonrpc\":\"2.0\",", "")]
    public void A_changed_answer_is_found(string rpc, string text, string change) =>
        Assert.NotEmpty(Judge(Capture, message => message is { Kind: MessageKind.HttpResponse, Link: Link.Worker } && message.Rpc == rpc
            ? Replace(message, text, change) : message));

    [Fact]
    public void A_changed_header_is_found()
    {
        IReadOnlyList<Difference> differences = Judge(Capture,
            message => message is { Kind: MessageKind.HttpResponse, Link: Link.Worker, Rpc: "Fetch" }
            ? message with
            {
                Headers = [.. message.Headers.Select(header => header.Name == "Content-Type"
                ? header with { Value = "text/plain" } : header)]
            }
            : message);
        Assert.Contains(differences, difference => difference.Where.Contains("header Content-Type", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_declaration_is_found() =>
        Assert.Contains(Judge(Capture, message => message, message => message is { Rpc: "StorageDeclareSector" }),
            difference => difference.Where.Contains("steps", StringComparison.Ordinal));

    [Fact]
    public void A_missing_Return_is_found() =>
        Assert.Contains(Judge(Capture, message => message, message => message is { Rpc: "ReturnSealCommit1" }),
            difference => difference.Where.Contains("Return", StringComparison.Ordinal));

    [Fact]
    public void Look_ups_in_another_order_are_found()
    {
        Recording recording = Vectors.Load(Capture);
        Exchange[] steps = [.. TaskTrace.Of(recording).Single(trace => trace.Call.Rpc == "SealPreCommit1").Steps];
        (Message first, Message last) = (steps[0].Request, steps[^1].Request);
        Assert.NotEmpty(Judge(Capture, message => message.Sequence == first.Sequence ? message with { Rpc = last.Rpc, Body = last.Body }
            : message.Sequence == last.Sequence ? message with { Rpc = first.Rpc, Body = first.Body } : message));
    }

    [Fact]
    public void A_registration_before_the_running_task_is_returned_is_found()
    {
        Recording recording = Vectors.Load("miner-restart");
        Message connect = recording.Towards(Link.Miner).Where(exchange => exchange.Rpc == "WorkerConnect").ElementAt(1).Request;
        Message returned = recording.Towards(Link.Miner)
            .Last(exchange => exchange.Rpc == "ReturnSealPreCommit1" && exchange.Request.Sequence < connect.Sequence).Request;
        Assert.Contains(Judge("miner-restart", message => message.Sequence == connect.Sequence
            ? message with { Rpc = returned.Rpc, Body = returned.Body }
            : message.Sequence == returned.Sequence ? message with { Rpc = connect.Rpc, Body = connect.Body } : message),
            difference => difference.Expected.Contains("before the second WorkerConnect", StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_sector_file_is_found() =>
        Assert.Contains(Judge(Capture, message => message is { Kind: MessageKind.HttpResponse, Path: "/remote/sealed/s-t01002-0" }
            ? message with { Body = new byte[2048] } : message),
            difference => difference.Where.Contains("content", StringComparison.Ordinal));

    [Theory]
    [InlineData("seal-cc", "pledge", "ReturnSealCommit2")]
    [InlineData("snapdeals-worker-store", "snapdeals-full", "ReturnProveReplicaUpdate2")]
    public void A_proof_of_another_sector_is_found(string name, string other, string rpc)
    {
        Message strange = Vectors.Load(other).Messages.First(message => message is { Kind: MessageKind.HttpRequest } && message.Rpc == rpc);
        Assert.Contains(Judge(name, message => message is { Kind: MessageKind.HttpRequest } && message.Rpc == rpc
            ? Replace(message, ProofIn(message), ProofIn(strange)) : message),
            difference => difference.Where.StartsWith("proof of", StringComparison.Ordinal));
    }

    /// <summary>The recorded window was proved with parameters whose key is not at hand; all else of it is as in the recording.</summary>
    [Fact]
    public void A_window_proof_that_does_not_hold_is_found() =>
        Assert.StartsWith("proof of", Assert.Single(Judge("windowpost-worker", message => message)).Where, StringComparison.Ordinal);

    private static string ProofIn(Message returned) => new Exchange(returned, null).Parameters[1].GetString()!;

    private static IReadOnlyList<Difference> Judge(string name, Func<Message, Message> change, Func<Message, bool>? leftOut = null)
    {
        Recording recording = Vectors.Load(name);
        Recording played = new(name, recording.Messages.Where(message => leftOut?.Invoke(message) != true).Select(change));
        Dictionary<long, Exchange> counterparts = played.Exchanges.ToDictionary(exchange => exchange.Request.Sequence);
        PlayedExchange[] pairs = [.. recording.Towards(Link.Worker).Where(exchange => counterparts.ContainsKey(exchange.Request.Sequence))
            .Select(exchange => new PlayedExchange(exchange, counterparts[exchange.Request.Sequence]))];
        Aliases names = RecordedNames.Of(recording);
        return PlayJudge.Judge(new PlayResult(recording, names, played, names, pairs, [], [], new HashSet<string>(), "", Vectors.KeysFolder));
    }

    private static Message Replace(Message message, string text, string change) =>
        message with { Body = Encoding.UTF8.GetBytes(message.Text.Replace(text, change, StringComparison.Ordinal)) };
}
