using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Captures;

public sealed class RecordingTests
{
    [Fact]
    public void Messages_come_in_the_order_of_their_first_bytes()
    {
        Recording recording = Vectors.Load("pledge");
        Assert.Equal(566, recording.Messages.Count);
        Assert.True(recording.Messages.Zip(recording.Messages.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence));
    }

    [Fact]
    public void A_request_is_paired_with_its_answer()
    {
        Exchange attach = Vectors.Load("connect-and-idle").Towards(Link.Miner).First(exchange => exchange.Rpc == "StorageAttach");
        Assert.Equal(12, attach.Request.Sequence);
        Assert.Equal(13, attach.Response!.Sequence);
        Assert.Equal(10, attach.Parameters[0].GetProperty("Weight").GetInt32());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, attach.Result!.Value.ValueKind);
    }

    [Fact]
    public void A_binary_body_is_decoded()
    {
        Exchange file = Vectors.Load("pledge").Towards(Link.Worker).First(exchange => exchange.Request.Path == "/remote/sealed/s-t01002-0");
        Assert.Equal("4444427e30df5746ca04765cc2d391170a309a07810c43bca5779e23cfcd721a",
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file.Response!.Body.Span)));
    }

    [Fact]
    public void A_line_that_is_no_message_is_named()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "{\"seq\":1,\"t\":0,\"kind\":\"note\"}\n{\"seq\":2,\"t\":0,\"kind\":\"telegram\"}\n");
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => RecordingReader.Read(path));
        Assert.Contains("line 2: kind 'telegram'", error.Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public void The_steps_of_a_task_are_those_between_its_call_and_its_Return()
    {
        Recording recording = Vectors.Load("pledge");
        TaskTrace trace = TaskTrace.Of(recording).Single(trace => trace.Call.Rpc == "SealPreCommit1");
        Assert.Equal("s-t01002-0", trace.Sector);
        Assert.Equal(376, Assert.Single(trace.Returns).Request.Sequence);
        Assert.Equal(
            ["StorageFindSector({\"Miner\":1002,\"Number\":0},2,0,false)", "StorageFindSector({\"Miner\":1002,\"Number\":0},4,0,false)",
                "StorageFindSector({\"Miner\":1002,\"Number\":0},1,2048,false)", "StorageFindSector({\"Miner\":1002,\"Number\":0},2,2048,false)",
                "StorageFindSector({\"Miner\":1002,\"Number\":0},4,2048,false)", "StorageBestAlloc(2,2048,\"sealing\",1002)",
                    "StorageBestAlloc(4,2048,\"sealing\",1002)",
                "StorageDeclareSector(\"<worker-path-seal>\",{\"Miner\":1002,\"Number\":0},2,false)",
                "StorageDeclareSector(\"<worker-path-seal>\",{\"Miner\":1002,\"Number\":0},4,false)"],
            Judges.TraceJudge.Steps(trace, RecordedNames.Of(recording)));
    }

    [Fact]
    public void A_repeated_Return_belongs_to_the_same_task()
    {
        TaskTrace trace = TaskTrace.Of(Vectors.Load("return-retry")).Single(trace => trace.Call.Rpc == "SealPreCommit2");
        Assert.Equal([4882L, 4894L], trace.Returns.Select(exchange => exchange.Request.Sequence));
        Assert.True(trace.Returns[0].Request.IsIncomplete);
    }
}
