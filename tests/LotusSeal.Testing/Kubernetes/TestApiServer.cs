namespace LotusSeal.Testing.Kubernetes;

/// <summary>
/// The API server of a test run, the first that there is of: that of KUBECONFIG, one of our own (<see cref="KubeAssets"/>), one of k3d where
/// Docker runs.
/// </summary>
public sealed class TestApiServer : IAsyncDisposable
{
    private readonly K3dCluster? _k3d;

    private TestApiServer(string kubeConfig, ControlPlane? plane, K3dCluster? k3d) => (KubeConfig, Plane, _k3d) = (kubeConfig, plane, k3d);

    /// <summary>The way to it, for somebody who may do everything.</summary>
    public string KubeConfig { get; }

    /// <summary>Its processes, which may be killed; null when they are not ours.</summary>
    public ControlPlane? Plane { get; }

    /// <summary>Finds or starts one; null where there is none: <see cref="KubeAssets.Missing"/>.</summary>
    public static async Task<TestApiServer?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } named) return new TestApiServer(named, null, null);
        if (await ControlPlane.StartAsync() is { } plane) return new TestApiServer(plane.KubeConfig, plane, null);
        return await K3dCluster.StartAsync() is { } k3d ? new TestApiServer(k3d.KubeConfig, null, k3d) : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Plane is not null) await Plane.DisposeAsync();
        if (_k3d is not null) await _k3d.DisposeAsync();
    }
}
