using System.Text.Json;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Tests.Json;

/// <summary>The texts of protocol spec 3.7, byte for byte, read and written again.</summary>
public sealed class MethodShapeTests
{
    private static readonly (string Name, string Text)[] Abbreviations =
    [
        ("<P>", """{"Size":2048,"PieceCID":<D>}"""),
        ("<S>", """{"ID":<I>,"ProofType":5}"""),
        ("<C>", """{"Sector":<I>,"ID":"76081ba0-61bd-45a5-bc08-af05f1c26e5d"}"""),
        ("<G>", """{"ID":<U>,"URLs":["http://10.0.0.7:3456/remote"],"Weight":10,"MaxStorage":0,"CanSeal":true,"CanStore":false,"Groups":null,"AllowTo":null,"AllowTypes":null,"DenyTypes":null,"AllowMiners":null,"DenyMiners":null}"""),
        ("<F>", """{"Capacity":1000000000,"Available":900000000,"FSAvailable":900000000,"Reserved":0,"Max":0,"Used":0}"""),
        ("<I>", """{"Miner":1000,"Number":9}"""),
        ("<D>", """{"/":"baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy"}"""),
        ("<R>", """{"/":"bagboea4b5abcaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"""),
        ("<T>", "\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\""),
        ("<U>", "\"3f2b9c1e-5d7a-4a58-9f0e-0c1d2e3f4a5b\""),
    ];

    [Theory]
    [InlineData("Version", "[]", "67328")]
    [InlineData("Session", "[]", "\"0b1f6b0e-8a53-4d0c-9b0e-1f2a3b4c5d6e\"")]
    [InlineData("ProcessSession", "[]", "\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("TaskTypes", "[]", """{"seal/v0/commit/1":{},"seal/v0/fetch":{},"seal/v0/finalize":{}}""")]
    [InlineData("Paths", "[]", """[{"ID":<U>,"Weight":10,"LocalPath":"/var/lib/lotus-worker","CanSeal":true,"CanStore":false}]""")]
    [InlineData("Paths", "[]", "null")]
    [InlineData("Info", "[]",
        """{"Hostname":"w0","IgnoreResources":false,"Resources":{"MemPhysical":274877906944,"MemUsed":2147483648,"MemSwap":0,"MemSwapUsed":0,"CPUs":64,"GPUs":null,"Resources":null}}""")]
    [InlineData("Info", "[]",
        """{"Hostname":"w0","IgnoreResources":false,"Resources":{"MemPhysical":1,"MemUsed":2,"MemSwap":0,"MemSwapUsed":0,"CPUs":64,"GPUs":[],"Resources":{"seal/v0/commit/2":{"8":{"MinMemory":0,"MaxMemory":0,"GPUUtilization":1,"MaxParallelism":-1,"MaxParallelismGPU":6,"BaseMinMemory":0,"MaxConcurrent":0},"9":{"MinMemory":0,"MaxMemory":0,"GPUUtilization":0.5,"MaxParallelism":-1,"MaxParallelismGPU":6,"BaseMinMemory":0,"MaxConcurrent":0}}}}}""")]
    [InlineData("DataCid", """[1016,{"Type":"http","Info":"http://h/p"}]""",
        """{"Sector":{"Miner":0,"Number":0},"ID":"76081ba0-61bd-45a5-bc08-af05f1c26e5d"}""")]
    [InlineData("AddPiece", """[<S>,[],2032,{"Type":"null","Info":"2032"}]""", "<C>")]
    [InlineData("SealPreCommit1", "[<S>,<T>,[<P>]]", "<C>")]
    [InlineData("SealPreCommit2", "[<S>,\"eyJjb21tX2QiOlsx\"]", "<C>")]
    [InlineData("SealCommit1", """[<S>,<T>,<T>,[<P>],{"Unsealed":<D>,"Sealed":<R>}]""", "<C>")]
    [InlineData("SealCommit2", "[<S>,\"eyJyZWdpc3Rlcg==\"]", "<C>")]
    [InlineData("FinalizeSector", "[<S>]", "<C>")]
    [InlineData("ReleaseUnsealed", """[<S>,[{"Offset":0,"Size":1016}]]""", "<C>")]
    [InlineData("ReleaseUnsealed", "[<S>,[]]", "<C>")]
    [InlineData("ReleaseUnsealed", "[<S>,null]", "<C>")]
    [InlineData("MoveStorage", "[<S>,6]", "<C>")]
    [InlineData("Fetch", "[<S>,1,\"sealing\",\"move\"]", "<C>")]
    [InlineData("Fetch", "[<S>,31,\"storage\",\"copy\"]", "<C>")]
    [InlineData("UnsealPiece", "[<S>,0,2032,<T>,<D>]", "<C>")]
    [InlineData("ReplicaUpdate", "[<S>,[<P>]]", "<C>")]
    [InlineData("ProveReplicaUpdate1", "[<S>,<R>,<R>,<D>]", "<C>")]
    [InlineData("ProveReplicaUpdate2", "[<S>,<R>,<R>,<D>,[\"AAEC\",\"AwQF\"]]", "<C>")]
    [InlineData("FinalizeReplicaUpdate", "[<S>]", "<C>")]
    [InlineData("GenerateSectorKeyFromData", "[<S>,<D>]", "<C>")]
    [InlineData("DownloadSectorData", """[<S>,false,{"2":{"Local":false,"URL":"https://h/s","Headers":null}}]""", "<C>")]
    [InlineData("DownloadSectorData", """[<S>,true,{"4":{"Local":false,"URL":"https://h/s","Headers":[{"Key":"K","Value":"V"}]}}]""", "<C>")]
    [InlineData("GenerateWinningPoSt", """[0,1000,[{"SealProof":5,"SectorNumber":9,"SealedCID":<R>,"Challenge":[3,41],"Update":false}],<T>]""",
        """[{"PoStProof":0,"ProofBytes":"AAEC"}]""")]
    [InlineData("GenerateWindowPoSt", """[10,1000,[{"SealProof":5,"SectorNumber":9,"SealedCID":<R>,"Challenge":[3],"Update":false}],0,<T>]""",
        """{"PoStProofs":{"PoStProof":10,"ProofBytes":"AAEC"},"Skipped":null}""")]
    [InlineData("GenerateWindowPoSt", "[10,1000,null,0,<T>]", """{"PoStProofs":{"PoStProof":0,"ProofBytes":null},"Skipped":[<I>]}""")]
    [InlineData("TaskEnable", "[\"seal/v0/precommit/1\"]", "null")]
    [InlineData("TaskDisable", "[\"seal/v0/precommit/1\"]", "null")]
    [InlineData("Remove", "[<I>]", "null")]
    [InlineData("StorageLocal", "[]", """{"3f2b9c1e-5d7a-4a58-9f0e-0c1d2e3f4a5b":"/var/lib/lotus-worker"}""")]
    [InlineData("StorageAddLocal", "[\"/data/seal\"]", "null")]
    [InlineData("StorageDetachLocal", "[\"/data/seal\"]", "null")]
    [InlineData("StorageRedeclareLocal", "[null,true]", "null")]
    [InlineData("SetEnabled", "[false]", "null")]
    [InlineData("JobCancel", "[<C>]", "null")]
    [InlineData("Enabled", "[]", "false")]
    public void Worker_methods(string method, string parameters, string result) => Check<IWorkerApi>(method, parameters, result);

    [Theory]
    [InlineData("Version", "[]", """{"Version":"v1.36.2-dev+debug+git.b835fab70","APIVersion":66816,"BlockDelay":4,"Agent":"lotus"}""")]
    [InlineData("ActorAddress", "[]", "\"t01000\"")]
    [InlineData("ActorSectorSize", "[\"t01000\"]", "2048")]
    [InlineData("Session", "[]", "\"0b1f6b0e-8a53-4d0c-9b0e-1f2a3b4c5d6e\"")]
    [InlineData("AuthVerify", "[\"a.b.c\"]", "[\"admin\"]")]
    [InlineData("WorkerConnect", "[\"http://10.0.0.7:3456/rpc/v0\"]", "null")]
    [InlineData("StorageAttach", "[<G>,<F>]", "null")]
    [InlineData("StorageDetach", "[<U>,\"http://10.0.0.7:3456/remote\"]", "null")]
    [InlineData("StorageInfo", "[<U>]", "<G>")]
    [InlineData("StorageReportHealth", """[<U>,{"Stat":<F>,"Err":""}]""", "null")]
    [InlineData("StorageDeclareSector", "[<U>,<I>,1,false]", "null")]
    [InlineData("StorageDropSector", "[<U>,<I>,1]", "null")]
    [InlineData("StorageFindSector", "[<I>,1,2048,false]",
        """[{"ID":<U>,"URLs":["http://10.0.0.7:3456/remote/unsealed/s-t01000-9"],"BaseURLs":["http://10.0.0.7:3456/remote"],"Weight":10,"CanSeal":true,"CanStore":false,"Primary":false,"AllowTypes":[],"DenyTypes":[],"AllowMiners":null,"DenyMiners":null}]""")]
    [InlineData("StorageBestAlloc", "[6,2048,\"sealing\",1000]", "[<G>]")]
    [InlineData("StorageList", "[]", """{"3f2b9c1e-5d7a-4a58-9f0e-0c1d2e3f4a5b":[{"Miner":1000,"Number":9,"SectorFileType":7}]}""")]
    [InlineData("ReturnDataCid", """[<C>,{"Size":0,"PieceCID":null},{"Code":0,"Message":"m"}]""", "null")]
    [InlineData("ReturnAddPiece", "[<C>,<P>,null]", "null")]
    [InlineData("ReturnSealPreCommit1", """[<C>,null,{"Code":101,"Message":"worker [name: w0] restarted"}]""", "null")]
    [InlineData("ReturnSealPreCommit2", """[<C>,{"Unsealed":<D>,"Sealed":<R>},null]""", "null")]
    [InlineData("ReturnSealPreCommit2", """[<C>,{"Unsealed":null,"Sealed":null},{"Code":0,"Message":"\u003ca\u003e \u0026 'b' \"c\""}]""", "null")]
    [InlineData("ReturnSealCommit1", "[<C>,\"\",null]", "null")]
    [InlineData("ReturnSealCommit2", "[<C>,\"AAEC\",null]", "null")]
    [InlineData("ReturnFinalizeSector", "[<C>,null]", "null")]
    [InlineData("ReturnReleaseUnsealed", "[<C>,null]", "null")]
    [InlineData("ReturnReplicaUpdate", """[<C>,{"NewSealed":<R>,"NewUnsealed":<D>},null]""", "null")]
    [InlineData("ReturnProveReplicaUpdate1", "[<C>,[\"AAEC\",\"\"],null]", "null")]
    [InlineData("ReturnProveReplicaUpdate1", """[<C>,null,{"Code":100,"Message":""}]""", "null")]
    [InlineData("ReturnProveReplicaUpdate2", "[<C>,\"AAEC\",null]", "null")]
    [InlineData("ReturnGenerateSectorKeyFromData", "[<C>,null]", "null")]
    [InlineData("ReturnFinalizeReplicaUpdate", "[<C>,null]", "null")]
    [InlineData("ReturnMoveStorage", "[<C>,null]", "null")]
    [InlineData("ReturnUnsealPiece", "[<C>,null]", "null")]
    [InlineData("ReturnReadPiece", "[<C>,true,null]", "null")]
    [InlineData("ReturnDownloadSector", "[<C>,null]", "null")]
    [InlineData("ReturnFetch", """[<C>,{"Code":102,"Message":"couldn't find a suitable path for a sector"}]""", "null")]
    public void Miner_methods(string method, string parameters, string result) => Check<IMinerApi>(method, parameters, result);

    [Theory]
    [InlineData("AuthNew", "[[\"admin\"]]", "\"ZXlK\"")]
    [InlineData("WorkerStats", "[]",
        """{"0b1f6b0e-8a53-4d0c-9b0e-1f2a3b4c5d6e":{"Info":{"Hostname":"h","IgnoreResources":false,"Resources":{"MemPhysical":1,"MemUsed":2,"MemSwap":0,"MemSwapUsed":0,"CPUs":64,"GPUs":[],"Resources":null}},"Tasks":["seal/v0/fetch"],"Enabled":true,"MemUsedMin":0,"MemUsedMax":0,"GpuUsed":0,"CpuUse":0,"TaskCounts":{"8:seal/v0/precommit/1":1}}}""")]
    [InlineData("WorkerJobs", "[]",
        """{"0b1f6b0e-8a53-4d0c-9b0e-1f2a3b4c5d6e":[{"ID":<C>,"Sector":<I>,"Task":"seal/v0/precommit/1","RunWait":-1,"Start":"2026-08-01T10:00:00.1234567Z"},{"ID":<C>,"Sector":<I>,"Task":"seal/v0/fetch","RunWait":0,"Start":"0001-01-01T00:00:00Z","Hostname":"w0"}]}""")]
    [InlineData("SealingAbort", "[<C>]", "null")]
    [InlineData("SealingSchedDiag", "[false]",
        """{"SchedInfo":{"Requests":[],"OpenWindows":null},"ReturnedWork":null,"Waiting":null,"CallToWork":{},"EarlyRet":null}""")]
    [InlineData("StorageGetLocks", "[]", """{"Locks":[]}""")]
    [InlineData("StorageGetLocks", "[]", """{"Locks":[{"Sector":<I>,"Write":[0,0,1,0,0,0],"Read":[2,0,0,0,0,0]}]}""")]
    [InlineData("StorageStat", "[<U>]", "<F>")]
    [InlineData("SectorsList", "[]", "[1,2]")]
    [InlineData("SectorsSummary", "[]", """{"Proving":120}""")]
    [InlineData("PledgeSector", "[]", "<I>")]
    [InlineData("ComputeDataCid", """[1016,{"Type":"null","Info":"1016"}]""", "<P>")]
    public void Miner_methods_for_commands(string method, string parameters, string result) => Check<IMinerAdminApi>(method, parameters, result);

    [Theory]
    [InlineData("StorageAttach",
        """[{"ID":<U>,"URLs":["http://h/remote"],"Weight":10,"CanSeal":true,"CanStore":false,"LastHeartbeat":"0001-01-01T00:00:00Z","HeartbeatErr":null},{"Capacity":1,"Available":1,"Used":0}]""", "null")]
    [InlineData("StorageReportHealth", """[<U>,{"Stat":{"Capacity":1,"Available":1,"Used":0},"Err":null}]""", "null")]
    [InlineData("StorageFindSector", "[<I>,2,true]", "null")]
    [InlineData("StorageBestAlloc", "[6,3,true]",
        """[{"ID":<U>,"URLs":null,"Weight":10,"CanSeal":true,"CanStore":false,"LastHeartbeat":"2020-05-01T10:00:00.5+02:00","HeartbeatErr":null}]""")]
    public void V0_miner_methods(string method, string parameters, string result) => Check<IV0MinerApi>(method, parameters, result);

    [Theory]
    [InlineData("Version", "[]", "768")]
    [InlineData("Info", "[]", """{"Hostname":"h","Resources":{"MemPhysical":0,"MemSwap":0,"MemReserved":0,"CPUs":16,"GPUs":["g"]}}""")]
    [InlineData("SealPreCommit1", "[<I>,<T>,[<P>]]", "\"AAEC\"")]
    [InlineData("SealPreCommit2", "[<I>,\"AAEC\"]", """{"Unsealed":<D>,"Sealed":<R>}""")]
    [InlineData("SealCommit1", """[<I>,<T>,<T>,[<P>],{"Unsealed":<D>,"Sealed":<R>}]""", "\"AAEC\"")]
    [InlineData("Fetch", "[<I>,2,true]", "null")]
    public void V0_worker_methods(string method, string parameters, string result) => Check<IV0WorkerApi>(method, parameters, result);

    private static void Check<TApi>(string name, string parameters, string result)
    {
        RpcMethod method = RpcMethod.Of(typeof(TApi)).Single(each => each.Name == name);
        string expanded = Expand(parameters);
        using JsonDocument document = JsonDocument.Parse(expanded);
        object?[] values = [.. document.RootElement.EnumerateArray().Select((value, i) => Decode(method.Parameters[i], value))];
        byte[] frame = LotusJson.Write(writer => RpcFrames.WriteRequest(writer, RpcId.Of(7), method.WireName, values));
        Assert.Equal(
            $$"""{"jsonrpc":"2.0","id":7,"method":"Filecoin.{{name}}","params":{{expanded}}}""",
            System.Text.Encoding.UTF8.GetString(frame));

        string wanted = Expand(result);
        using JsonDocument answer = JsonDocument.Parse(wanted);
        object? value = method.ResultType is null ? null : answer.RootElement.Deserialize(method.ResultType, LotusJson.Options);
        RpcAnswer written = new() { Id = RpcId.Of(7), Result = value, ResultType = method.ResultType };
        Assert.Equal($"{{\"id\":7,\"jsonrpc\":\"2.0\",\"result\":{wanted}}}\n", System.Text.Encoding.UTF8.GetString(written.ToJson()));
    }

    private static object? Decode(RpcParameter parameter, JsonElement value) => parameter.IsReader
        ? PieceReaders.DecodeAsync(value, new PushStreams(new RpcServerOptions()), default).GetAwaiter().GetResult()
        : parameter.Decode(value);

    private static string Expand(string text) =>
        Abbreviations.Aggregate(text, (sum, entry) => sum.Replace(entry.Name, entry.Text, StringComparison.Ordinal));
}
