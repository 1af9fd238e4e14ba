// A double of libnvidia-ml.so.1 for machines without a device: NVML's functions that this project calls, over numbers that tests set. Devices have
// the UUIDs of the simulated driver; the second one can be a MIG instance of the first, or both instances of a third.
#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#define SIMULATE extern "C" __attribute__((visibility("default"))) void
#define NVML extern "C" __attribute__((visibility("default"))) int
#define ENTER                                                                                                                                  \
    std::unique_lock<std::mutex> lock(gate);                                                                                                   \
    if (int failed = enter(__func__, lock)) return failed

namespace {

enum { success = 0, uninitialized = 1, invalid_argument = 2, not_found = 6, timeout = 10 };
enum { devices = 3, no_instance = -1 };
enum { whole_devices, second_in_first, both_in_third };

struct memory_sizes {
    unsigned long long total, free, used;
};
struct event_data {
    void *device;
    unsigned long long type, data;
    unsigned gpu_instance, compute_instance;
};
struct device {
    std::map<std::string, unsigned long long> values;
};

std::mutex gate;
device all[devices];
bool listening[devices];
int arrangement;
std::map<std::string, int> failures;
std::string hanging;
std::condition_variable let_go;
std::deque<event_data> events;
int initialised, waiting;

// A call that hangs waits here until it is let go.
int enter(const char *call, std::unique_lock<std::mutex> &lock)
{
    waiting++;
    let_go.wait(lock, [=] { return hanging != call; });
    waiting--;
    auto failing = failures.find(call);
    if (failing != failures.end()) return failing->second;
    return initialised ? success : uninitialized;
}

int number(const void *handle, const char *name, unsigned *value)
{
    *value = ((device *)handle)->values[name];
    return success;
}

}

// For tests: two devices that do nothing. A call that is made to fail returns the error until it is given 0.
SIMULATE simulate_sensors(int arranged)
{
    std::lock_guard<std::mutex> lock(gate);
    for (device &d : all)
        d.values = {{"celsius", 39}, {"milliwatts", 83958}, {"limit", 700000}, {"total", 1 << 30}, {"used", 64 << 20}, {"clock1", 345},
            {"clock2", 3201}, {"highest1", 1980}, {"highest2", 3201}, {"limits", 1}, {"errors", 0}};
    arrangement = arranged;
    failures.clear(), events.clear(), std::fill_n(listening, devices, false);
}
SIMULATE simulate_sensor(int index, const char *name, unsigned long long value)
{
    std::lock_guard<std::mutex> lock(gate);
    all[index].values[name] = value;
}
SIMULATE simulate_nvml_failure(const char *call, int error)
{
    std::lock_guard<std::mutex> lock(gate);
    if (error) failures[call] = error;
    else failures.erase(call);
}
// The call hangs until this is called with another name.
SIMULATE simulate_nvml_hang(const char *call)
{
    std::lock_guard<std::mutex> lock(gate);
    hanging = call;
    let_go.notify_all();
}
// Instance -1: of the whole device.
SIMULATE simulate_xid(int index, unsigned long long code, int gpu_instance)
{
    std::lock_guard<std::mutex> lock(gate);
    if (listening[index]) events.push_back({&all[index], 8, code, (unsigned)gpu_instance, (unsigned)no_instance});
}
extern "C" __attribute__((visibility("default"))) int simulated_waiting()
{
    std::lock_guard<std::mutex> lock(gate);
    return waiting;
}
extern "C" __attribute__((visibility("default"))) int simulated_sessions()
{
    std::lock_guard<std::mutex> lock(gate);
    return initialised;
}

extern "C" __attribute__((visibility("default"))) const char *nvmlErrorString(int result)
{
    return result == 15 ? "GPU is lost" : "Simulated";
}
NVML nvmlInit_v2()
{
    std::lock_guard<std::mutex> lock(gate);
    auto failing = failures.find(__func__);
    if (failing != failures.end()) return failing->second;
    return initialised++, success;
}
NVML nvmlShutdown()
{
    ENTER;
    return initialised--, success;
}
NVML nvmlDeviceGetHandleByUUID(const char *uuid, device **handle)
{
    ENTER;
    std::string first = arrangement == both_in_third ? "MIG-" : "GPU-", second = arrangement == whole_devices ? "GPU-" : "MIG-";
    if (uuid == first + "00010203-0405-0607-0809-0a0b0c0d0e0f") return *handle = &all[0], success;
    if (uuid == second + "10111213-1415-1617-1819-1a1b1c1d1e1f") return *handle = &all[1], success;
    return not_found;
}
NVML nvmlDeviceGetDeviceHandleFromMigDeviceHandle(device *instance, device **handle)
{
    ENTER;
    if (arrangement == whole_devices || (arrangement == second_in_first && instance != &all[1])) return invalid_argument;
    return *handle = &all[arrangement == both_in_third ? 2 : 0], success;
}
NVML nvmlDeviceGetGpuInstanceId(device *instance, unsigned *id)
{
    ENTER;
    *id = instance == &all[1] ? 7 : 8;
    return success;
}
NVML nvmlDeviceGetTemperature(device *d, unsigned, unsigned *celsius)
{
    ENTER;
    return number(d, "celsius", celsius);
}
NVML nvmlDeviceGetPowerUsage(device *d, unsigned *milliwatts)
{
    ENTER;
    return number(d, "milliwatts", milliwatts);
}
NVML nvmlDeviceGetEnforcedPowerLimit(device *d, unsigned *milliwatts)
{
    ENTER;
    return number(d, "limit", milliwatts);
}
NVML nvmlDeviceGetMemoryInfo(device *d, memory_sizes *memory)
{
    ENTER;
    *memory = {d->values["total"], d->values["total"] - d->values["used"], d->values["used"]};
    return success;
}
NVML nvmlDeviceGetClockInfo(device *d, unsigned clock, unsigned *megahertz)
{
    ENTER;
    return number(d, clock == 1 ? "clock1" : "clock2", megahertz);
}
NVML nvmlDeviceGetMaxClockInfo(device *d, unsigned clock, unsigned *megahertz)
{
    ENTER;
    return number(d, clock == 1 ? "highest1" : "highest2", megahertz);
}
NVML nvmlDeviceGetCurrentClocksThrottleReasons(device *d, unsigned long long *limits)
{
    ENTER;
    *limits = d->values["limits"];
    return success;
}
NVML nvmlDeviceGetTotalEccErrors(device *d, unsigned kind, unsigned counter, unsigned long long *count)
{
    ENTER;
    *count = kind == 1 && counter == 0 ? d->values["errors"] : 0;
    return success;
}
NVML nvmlEventSetCreate(void **set)
{
    ENTER;
    *set = &events;
    return success;
}
NVML nvmlDeviceRegisterEvents(device *d, unsigned long long kinds, void *)
{
    ENTER;
    if (kinds != 8) return invalid_argument;
    listening[d - all] = true;
    return success;
}
NVML nvmlEventSetWait_v2(void *, event_data *data, unsigned)
{
    ENTER;
    if (events.empty()) return timeout;
    *data = events.front();
    events.pop_front();
    return success;
}
NVML nvmlEventSetFree(void *)
{
    ENTER;
    return success;
}
