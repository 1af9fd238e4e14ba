using System.Net;
using LotusSeal.Operator.Admission;

namespace LotusSeal.Operator.Tests.Admission;

/// <summary>A second replica beside that of a scene, which no configuration names.</summary>
internal sealed class AdmissionReplica : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private AdmissionReplica(AdmissionScene scene)
    {
        AdmissionOptions options = new() { Address = IPAddress.Loopback, Port = 0, MoreNames = ["127.0.0.1"] };
        Server = new AdmissionServer(scene.Connection, scene.Pods, scene.Pools, options, TimeProvider.System, Log);
        _running = Server.RunAsync(_stop.Token);
    }

    public LogLines Log { get; } = new();

    public AdmissionServer Server { get; }

    public static AdmissionReplica Start(AdmissionScene scene) => new(scene);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
