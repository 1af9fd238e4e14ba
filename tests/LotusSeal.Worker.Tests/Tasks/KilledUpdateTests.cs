using System.Diagnostics;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>
/// kill -9 of the worker in the tasks of an update that change files, before they make theirs and when those are made: the call is returned as
/// restarted, and when it is repeated all bytes are as if there had been no kill. Sealing's tests kill in the middle of the writing.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class KilledUpdateTests
{
    private const string Update = "RU", Finalize = "FRU", Key = "GSK";
    private static readonly CancellationToken None = CancellationToken.None;

    private static SectorRef Sector => UpdateScene.Sector;

    [Theory]
    [InlineData(Update, "StorageDeclareSector", SectorFileType.UpdateCache)]
    [InlineData(Finalize, "StorageFindSector", SectorFileType.UpdateCache)]
    [InlineData(Key, "StorageBestAlloc", SectorFileType.Sealed)]
    [InlineData(Key, "StorageDeclareSector", SectorFileType.Sealed)]
    public async Task A_task_is_told_as_restarted_and_its_repeat_gives_the_same_bytes(string task, string method, SectorFileType type)
    {
        await using UpdateScene scene = await UpdateScene.StartAsync();
        ReplicaUpdateOut update = (await scene.RunAsync(CallAsync(scene, scene.Worker.Api, Update, null))).Ok<ReplicaUpdateOut>();
        object? expected = ValueOf(await scene.RunAsync(CallAsync(scene, scene.Worker.Api, task, update)));
        SortedDictionary<string, string> files = scene.Files();
        await UndoAsync(scene, task, update);

        await scene.Worker.DisposeAsync();
        CallId killed = await KillAsync(scene, new CallGate(method, parameters => parameters[PlaceOfType(method)].GetInt32() == (int)type),
            api => CallAsync(scene, api, task, update));
        await scene.StartWorkerAsync();
        Assert.Equal(SealErrorCode.TempWorkerRestart, (await scene.Miner.ReturnOf(killed)).Error!.Code);
        Assert.Equal(expected, ValueOf(await scene.RunAsync(CallAsync(scene, scene.Worker.Api, task, update))));
        Assert.Equal(files, scene.Files());
    }

    /// <summary>Kills a worker of its own on the scene's repository when the task it is given waits at a gate.</summary>
    private static async Task<CallId> KillAsync(UpdateScene scene, CallGate gate, Func<IWorkerApi, Task<CallId>> ask)
    {
        scene.Miner.Restart();
        using Process worker = DaemonChild.Start(scene.Miner.Url, scene.Repository);
        try
        {
            Uri url = new(await scene.Miner.Connected.Task.WaitAsync(Patience.Limit));
            await using RpcConnection connection = RpcConnection.Open(new ApiInfo(FakeMiner.Token, url));
            scene.Miner.Script = gate.PassAsync;
            CallId call = await ask(connection.As<IWorkerApi>());
            await gate.Reached;
            return call;
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync(None);
            scene.Miner.Script = null;
            gate.Open();
        }
    }

    private static Task<CallId> CallAsync(UpdateScene scene, IWorkerApi api, string task, ReplicaUpdateOut? update) => task switch
    {
        Update => api.ReplicaUpdateAsync(Sector, [scene.Piece], None),
        Finalize => api.FinalizeReplicaUpdateAsync(Sector, None),
        _ => api.GenerateSectorKeyFromDataAsync(Sector, update!.NewUnsealed, None),
    };

    /// <summary>Takes away what the task made.</summary>
    private static async Task UndoAsync(UpdateScene scene, string task, ReplicaUpdateOut update)
    {
        if (task == Key) await scene.DeleteAsync("sealed");
        if (task == Update) await scene.DeleteAsync("update");
        if (task == Update) await scene.DeleteAsync("update-cache");
        if (task == Finalize) Assert.Equal(update, (await scene.RunAsync(CallAsync(scene, scene.Worker.Api, Update, null))).Ok<ReplicaUpdateOut>());
    }

    private static object? ValueOf(ReturnedCall returned)
    {
        Assert.Null(returned.Error);
        return returned.Value;
    }

    private static int PlaceOfType(string method) => method switch { "StorageBestAlloc" => 0, "StorageFindSector" => 1, _ => 2 };
}
