using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Telemetry;
using LotusSeal.Cuda.Tests.Support;

namespace LotusSeal.Cuda.Tests;

/// <summary>What is read and heard of devices, over the doubles of the driver and of NVML.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class DeviceWatchTests : IDisposable
{
    private const int GpuIsLost = 15, ResetRequired = 16, NoPermission = 4, NotSupported = 3, WholeDevice = -1;
    private readonly NotedObserver _observer = new();
    private DeviceWatch _watch = null!;

    public DeviceWatchTests()
    {
        SimulatedDriver.Start(devices: 2);
        SimulatedSensors.Start();
    }

    public void Dispose()
    {
        _watch?.Close();
        _watch?.Dispose();
        Assert.Equal(0, SimulatedSensors.simulated_sessions());
    }

    [Fact]
    public void A_device_tells_what_it_is_doing()
    {
        SimulatedSensors.simulate_sensor(0, "celsius", 71);
        SimulatedSensors.simulate_sensor(0, "milliwatts", 698_500);
        SimulatedSensors.simulate_sensor(0, "clock1", 1755);
        SimulatedSensors.simulate_sensor(0, "limits", 0x24);
        Open();
        Assert.Equal(
            """
            DeviceReading { TemperatureCelsius = 71, PowerWatts = 698.5, PowerLimitWatts = 700, MemoryUsedBytes = 67108864,
             MemoryTotalBytes = 1073741824, MultiprocessorMegahertz = 1755, HighestMegahertz = 1980, MemoryMegahertz = 3201,
             ClockLimits = , UncorrectedErrors = 0 }
            """.ReplaceLineEndings(""), (Reading(0)! with { ClockLimits = null }).ToString());
        Assert.Equal(["power_limit", "heat"], Reading(0)!.ClockLimits);
        Assert.Equal("the power limit, heat", ClockLimitsText.Words(Reading(0)!.ClockLimits!));
        Assert.Equal(["idle"], Reading(1)!.ClockLimits);
        Assert.Equal("GPU-10111213-1415-1617-1819-1a1b1c1d1e1f", _watch.Conditions[1].Id);
        Assert.Empty(_observer.Notes);
    }

    [Theory]
    [InlineData("nvmlDeviceGetTemperature", NotSupported)]
    [InlineData("nvmlDeviceGetPowerUsage", NotSupported)]
    [InlineData("nvmlDeviceGetTotalEccErrors", NotSupported)]
    [InlineData("nvmlDeviceGetCurrentClocksThrottleReasons", NoPermission)]
    public void What_a_device_does_not_tell_is_left_out(string call, int error)
    {
        SimulatedSensors.simulate_nvml_failure(call, error);
        Open();
        DeviceReading reading = Reading(0)!;
        bool[] absent =
            [reading.TemperatureCelsius is null, reading.PowerWatts is null, reading.UncorrectedErrors is null, reading.ClockLimits is null];
        Assert.Single(absent, isAbsent => isAbsent);
        Assert.Equal(3201, reading.MemoryMegahertz);
        Assert.Empty(_observer.Notes);
    }

    [Fact]
    public void A_mig_instance_has_its_own_memory_and_the_sensors_around_it()
    {
        SimulatedSensors.Start(SimulatedSensors.Arrangement.SecondInFirst);
        SimulatedSensors.simulate_sensor(0, "celsius", 55);
        SimulatedSensors.simulate_sensor(1, "total", 1 << 20);
        Open();
        Assert.Equal("MIG-10111213-1415-1617-1819-1a1b1c1d1e1f", _watch.Conditions[1].Id);
        Assert.Equal((55, 1UL << 20), (Reading(1)!.TemperatureCelsius, Reading(1)!.MemoryTotalBytes));

        SimulatedSensors.simulate_xid(0, 31, gpuInstance: 7);
        SimulatedSensors.simulate_xid(0, 13, gpuInstance: 5);
        SimulatedSensors.simulate_xid(0, 92, WholeDevice);
        _watch.Poll(read: false);
        Assert.Equal([31UL, 92], _watch.Conditions[1].Errors.Select(error => error.Code));
    }

    [Fact]
    public void Two_instances_of_one_card_are_two_devices_with_one_set_of_sensors()
    {
        StartInstances();
        SimulatedSensors.simulate_sensor(2, "celsius", 61);
        SimulatedSensors.simulate_sensor(0, "used", 1 << 20);
        SimulatedSensors.simulate_sensor(1, "used", 2 << 20);
        Open();
        Assert.Equal(["MIG-00010203-0405-0607-0809-0a0b0c0d0e0f", "MIG-10111213-1415-1617-1819-1a1b1c1d1e1f"],
            _watch.Conditions.Select(condition => condition.Id));
        Assert.Equal(_watch.Conditions.Select(condition => condition.Id), _watch.Conditions.Select(condition => condition.Device.Uuid));
        Assert.Equal((61, 1UL << 20), (Reading(0)!.TemperatureCelsius, Reading(0)!.MemoryUsedBytes));
        Assert.Equal((61, 2UL << 20), (Reading(1)!.TemperatureCelsius, Reading(1)!.MemoryUsedBytes));
        // Errors of its own memory end the one alone.
        SimulatedSensors.simulate_sensor(1, "errors", 1);
        _watch.Poll(read: true);
        Assert.Equal(["1 failed: 1 memory error(s) could not be corrected"], _observer.Notes);
    }

    [Theory]
    [InlineData(48, false), InlineData(64, false), InlineData(94, false)]
    [InlineData(62, true), InlineData(79, true), InlineData(95, true), InlineData(119, true), InlineData(120, true), InlineData(140, true)]
    public void An_error_noticed_in_one_instance_ends_the_others_when_it_is_the_card_s(ulong code, bool ofTheCard)
    {
        StartInstances();
        Open();
        SimulatedSensors.simulate_xid(2, code, gpuInstance: 7);
        _watch.Poll(read: false);
        Assert.Equal(ofTheCard ? [0, 1] : [1],
            _observer.Notes.Where(note => note.Contains("failed: ", StringComparison.Ordinal)).Select(note => note[0] - '0'));
    }

    [Fact]
    public void An_error_of_the_card_is_told_once_to_each_instance()
    {
        StartInstances();
        Open();
        SimulatedSensors.simulate_xid(2, 48, WholeDevice);
        _watch.Poll(read: false);
        Assert.All(_watch.Conditions, condition => Assert.Equal(1, Assert.Single(condition.Errors).Count));
        Assert.Equal(2, _observer.Notes.Count(note => note.Contains("failed: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Errors_of_programs_are_kept_by_number_and_end_nothing()
    {
        Open();
        foreach (ulong code in (ulong[])[31, 13, 31, 999]) SimulatedSensors.simulate_xid(0, code, WholeDevice);
        _watch.Poll(read: true);
        Assert.Equal([(31UL, 2), (13, 1), (999, 1)], _watch.Conditions[0].Errors.Select(error => (error.Code, error.Count)));
        Assert.Empty(_watch.Conditions[1].Errors);
        Assert.Equal("0: Xid 31 (a kernel touched memory that is not there)", _observer.Notes[0]);
        Assert.Equal(4, _observer.Notes.Count);
        Assert.NotNull(Reading(0));
    }

    [Theory, InlineData(48), InlineData(62), InlineData(64), InlineData(79), InlineData(94), InlineData(95), InlineData(119), InlineData(120)]
    [InlineData(140)]
    public void An_error_of_the_device_ends_it_once(ulong code)
    {
        Open();
        SimulatedSensors.simulate_xid(1, code, WholeDevice);
        SimulatedSensors.simulate_xid(1, code, WholeDevice);
        _watch.Poll(read: true);
        string failed = Assert.Single(_observer.Notes, note => note.StartsWith("1 failed", StringComparison.Ordinal));
        Assert.StartsWith($"1 failed: the driver reports Xid {code} (", failed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_memory_error_that_is_not_corrected_ends_the_device_and_old_ones_do_not()
    {
        SimulatedSensors.simulate_sensor(0, "errors", 3);
        Open();
        Assert.Equal(["0 had 3"], _observer.Notes);
        SimulatedSensors.simulate_sensor(0, "errors", 5);
        _watch.Poll(read: true);
        Assert.Equal(["0 had 3", "0 failed: 2 memory error(s) could not be corrected"], _observer.Notes);
        Assert.Equal(5UL, Reading(0)!.UncorrectedErrors);
    }

    [Theory, InlineData(GpuIsLost, "GPU is lost (15)"), InlineData(ResetRequired, "Simulated (16)")]
    public void A_device_that_is_gone_has_no_reading_any_more(int error, string words)
    {
        Open();
        SimulatedSensors.simulate_nvml_failure("nvmlDeviceGetPowerUsage", error);
        _watch.Poll(read: true);
        Assert.All(_watch.Conditions, condition => Assert.Null(condition.Reading));
        Assert.Equal([$"0 failed: nvmlDeviceGetPowerUsage: {words}", $"1 failed: nvmlDeviceGetPowerUsage: {words}"], _observer.Notes);
        _watch.Poll(read: true);
        Assert.Equal(2, _observer.Notes.Count);
    }

    [Fact]
    public void Events_that_are_not_permitted_leave_the_readings()
    {
        SimulatedSensors.simulate_nvml_failure("nvmlDeviceRegisterEvents", NoPermission);
        Open();
        Assert.Equal("Xid errors of Simulated GPU at 0000:01:00.0 are not reported to this process", _observer.Notes[0]);
        Assert.NotNull(Reading(0));
    }

    [Fact]
    public void A_device_that_NVML_does_not_show_is_named()
    {
        SimulatedSensors.simulate_nvml_failure("nvmlDeviceGetHandleByUUID", 6);
        Open();
        Assert.Equal("Simulated GPU at 0000:01:00.0 cannot be read: nvmlDeviceGetHandleByUUID: Simulated (6)", _observer.Notes[0]);
        Assert.All(_watch.Conditions, condition => Assert.Null(condition.Reading));
    }

    [Fact]
    public void NVML_that_does_not_work_is_said_once()
    {
        SimulatedSensors.simulate_nvml_failure("nvmlInit_v2", 18);
        _watch = new DeviceWatch(CudaDeviceInfo.FindAll(), _observer, TimeProvider.System);
        Assert.False(_watch.Open());
        Assert.Equal("temperature, power, memory and errors of GPUs are not known: NVML does not work: nvmlInit_v2: Simulated (18)",
            Assert.Single(_observer.Notes));
    }

    [Fact]
    public void The_watch_runs_by_itself_until_it_is_stopped()
    {
        using SemaphoreSlim told = new(0);
        SimulatedSensors.simulate_sensor(0, "errors", 1);
        using (DeviceWatch watch = new(CudaDeviceInfo.FindAll(), new SignallingObserver(told), TimeProvider.System))
        {
            watch.Start();
            Assert.True(told.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        }
        Assert.Equal(0, SimulatedSensors.simulated_sessions());
    }

    [Fact]
    public async Task A_call_that_hangs_holds_up_neither_readers_nor_the_stop()
    {
        const string Call = "nvmlDeviceGetPowerUsage";
        using (DeviceWatch watch = new(CudaDeviceInfo.FindAll(), _observer, TimeProvider.System))
        {
            watch.Start();
            await Patience.UntilAsync("the devices are read", () => watch.Conditions.All(condition => condition.Reading is not null));
            SimulatedSensors.simulate_nvml_hang(Call);
            Assert.Equal(39, watch.Conditions[0].Reading!.TemperatureCelsius);
            await Patience.UntilAsync("it hangs", () => SimulatedSensors.simulated_waiting() > 0);
            Assert.Equal(39, watch.Conditions[0].Reading!.TemperatureCelsius);
        }
        Assert.Equal(1, SimulatedSensors.simulated_sessions());
        SimulatedSensors.simulate_nvml_hang("");
        await Patience.UntilAsync("NVML is given back", () => SimulatedSensors.simulated_sessions() == 0);
    }

    private static void StartInstances()
    {
        SimulatedDriver.StartInstances("1g.10gb");
        SimulatedSensors.Start(SimulatedSensors.Arrangement.BothInThird);
    }

    private void Open()
    {
        _watch = new DeviceWatch(CudaDeviceInfo.FindAll(), _observer, TimeProvider.System);
        Assert.True(_watch.Open());
        _watch.Poll(read: true);
    }

    private DeviceReading? Reading(int device) => _watch.Conditions[device].Reading;

    private sealed class SignallingObserver(SemaphoreSlim told) : IDeviceObserver
    {
        public void Unreadable(string reason) { }

        public void XidReported(CudaDeviceInfo device, XidError error) { }

        public void HadErrors(CudaDeviceInfo device, ulong count) => told.Release();

        public void Failed(CudaDeviceInfo device, string reason) { }
    }
}
