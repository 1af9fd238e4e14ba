// A double of libcuda.so.1 for machines without a device: the driver's functions that this project calls, over the kernels compiled for the host.
//
// Threads and blocks are loops. What is asked of a stream happens when somebody waits for it, and not before: a buffer that is read or filled
// again too early gives wrong bytes here too. Any call can be made to fail, a launch to compute wrongly, the device to be lost.
#include "simulated_machine.h"

#define DRIVER extern "C" __attribute__((visibility("default"))) int
#define ENTER                                                                                                                                  \
    std::lock_guard<std::recursive_mutex> lock(gate);                                                                                          \
    if (int failed = enter(__func__)) return failed
// A call that gives something back does so even where it tells of an error; only a device that was lost before takes nothing.
#define ENTER_GIVING_BACK                                                                                                                      \
    std::lock_guard<std::recursive_mutex> lock(gate);                                                                                          \
    if (lost) return enter(__func__);                                                                                                          \
    int failed = enter(__func__)

// For tests: the machine that is simulated. A call, or any one where its name is "*", fails at its nth time from now, or from then on; an error of
// 700 and more loses the device.
extern "C" __attribute__((visibility("default"))) void simulate_machine(int device_count, size_t memory)
{
    std::lock_guard<std::recursive_mutex> lock(gate);
    devices = device_count, memory_size = memory, lost = 0, failing_call.clear(), failed_call.clear(), ending_call.clear(), calls.clear();
    spoiled_kernel.clear(), profile.clear(), told_free = the_truth;
}
// The devices are MIG instances of one card.
extern "C" __attribute__((visibility("default"))) void simulate_instances(const char *of_profile)
{
    std::lock_guard<std::recursive_mutex> lock(gate);
    profile = of_profile;
}
extern "C" __attribute__((visibility("default"))) void simulate_failure(const char *call, unsigned nth, int error, int for_good)
{
    std::lock_guard<std::recursive_mutex> lock(gate);
    failing_call = call, failing_at = calls[call] + nth, failure = error, failing_for_good = for_good;
}
// A call never comes back, at its nth time from now: with SIGABRT or SIGSEGV the process ends there, with 0 it makes a file and hangs.
extern "C" __attribute__((visibility("default"))) void simulate_end(const char *call, unsigned nth, int signal, const char *file)
{
    std::lock_guard<std::recursive_mutex> lock(gate);
    ending_call = call, ending_at = calls[call] + nth, ending = signal, hang_file = file;
}
// The nth launch of a kernel from now changes the first word of its result, or a word of every node.
extern "C" __attribute__((visibility("default"))) void simulate_wrong_result(const char *name, unsigned nth, int every_node)
{
    std::lock_guard<std::recursive_mutex> lock(gate);
    spoiled_kernel = name, spoiled_at = nth, spoils_every_node = every_node, launches = 0;
}
// What the driver says is free, whatever is.
extern "C" __attribute__((visibility("default"))) void simulate_free_memory(size_t bytes)
{
    std::lock_guard<std::recursive_mutex> lock(gate);
    told_free = bytes;
}
// The call that failed, "" where none did.
extern "C" __attribute__((visibility("default"))) const char *simulated_failure()
{
    std::lock_guard<std::recursive_mutex> lock(gate);
    return failed_call.c_str();
}
extern "C" __attribute__((visibility("default"))) unsigned simulated_calls(const char *call)
{
    std::lock_guard<std::recursive_mutex> lock(gate);
    return calls[call];
}
// Bytes of device and pinned memory, streams: what was not given back.
extern "C" __attribute__((visibility("default"))) size_t simulated_leftovers()
{
    std::lock_guard<std::recursive_mutex> lock(gate);
    return memory_used + pinned_memory.size() + streams.size();
}

DRIVER cuInit(unsigned)
{
    ENTER;
    return devices == 0 ? no_device : success;
}
DRIVER cuDriverGetVersion(int *version)
{
    ENTER;
    *version = 12080;
    return success;
}
DRIVER cuGetErrorName(int error, const char **name)
{
    *name = error == out_of_memory ? "CUDA_ERROR_OUT_OF_MEMORY" : "CUDA_ERROR_SIMULATED";
    return success;
}
DRIVER cuGetErrorString(int error, const char **text)
{
    *text = error == out_of_memory ? "out of memory" : "simulated";
    return success;
}
DRIVER cuDeviceGetCount(int *count)
{
    ENTER;
    *count = devices;
    return success;
}
DRIVER cuDeviceGet(int *device, int ordinal)
{
    ENTER;
    *device = ordinal;
    return ordinal < devices ? success : invalid_value;
}
DRIVER cuDeviceGetName(char *name, int length, int)
{
    ENTER;
    strncpy(name, profile.empty() ? "Simulated GPU" : ("Simulated GPU MIG " + profile).c_str(), length);
    return success;
}
DRIVER cuDeviceGetUuid_v2(unsigned char *uuid, int device)
{
    ENTER;
    for (int i = 0; i < 16; i++) uuid[i] = i + 16 * device;
    return success;
}
DRIVER cuDeviceGetPCIBusId(char *id, int length, int device)
{
    ENTER;
    strncpy(id, device == 0 || !profile.empty() ? "0000:01:00.0" : "0000:02:00.0", length);
    return success;
}
DRIVER cuDeviceTotalMem_v2(size_t *bytes, int)
{
    ENTER;
    *bytes = memory_size;
    return success;
}
DRIVER cuDeviceGetAttribute(int *value, int attribute, int)
{
    ENTER;
    *value = attribute == 13 ? 1000000 : attribute == 16 ? 4 : attribute == 75 ? 8 : attribute == 76 ? 6 : 99 << 10;
    return success;
}
DRIVER cuDevicePrimaryCtxRetain(void **context, int)
{
    ENTER;
    *context = &gate;
    return success;
}
DRIVER cuDevicePrimaryCtxRelease_v2(int)
{
    std::lock_guard<std::recursive_mutex> lock(gate);
    // A context that is lost takes nothing back call by call; all that it held goes with it.
    if (lost)
    {
        for (auto &memory : device_memory) free(memory.first);
        for (auto &memory : pinned_memory) free(memory.first);
        for (stream *s : streams) delete s;
        device_memory.clear(), pinned_memory.clear(), streams.clear();
        memory_used = 0;
    }
    return enter(__func__);
}
DRIVER cuCtxSetCurrent(void *)
{
    ENTER;
    return success;
}
DRIVER cuCtxSynchronize()
{
    ENTER;
    for (stream *s : streams) drain(s, s->waiting.size());
    return success;
}
DRIVER cuMemGetInfo_v2(size_t *free, size_t *total)
{
    ENTER;
    *free = told_free == the_truth ? memory_size - memory_used : told_free, *total = memory_size;
    return success;
}
DRIVER cuModuleLoadData(void **module, const void *)
{
    ENTER;
    *module = kernels;
    return success;
}
DRIVER cuModuleUnload(void *)
{
    ENTER;
    return success;
}
DRIVER cuModuleGetFunction(kernel **function, void *, const char *name)
{
    ENTER;
    for (kernel &k : kernels)
        if (!strcmp(k.name, name)) return *function = &k, success;
    return not_found;
}
DRIVER cuFuncGetAttribute(int *value, int attribute, kernel *function)
{
    ENTER;
    *value = attribute == 4 ? function->registers : attribute == 8 ? function->shared_limit : 0;
    return success;
}
DRIVER cuFuncSetAttribute(kernel *function, int, int value)
{
    ENTER;
    function->shared_limit = value;
    return success;
}
DRIVER cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, kernel *, int, size_t)
{
    ENTER;
    *blocks = 2;
    return success;
}
DRIVER cuLaunchKernel(kernel *function, unsigned x, unsigned y, unsigned z, unsigned threads, unsigned ty, unsigned tz, unsigned shared, stream *s,
    void **arguments, void **)
{
    ENTER;
    if (x == 0 || y != 1 || z != 1 || threads == 0 || threads > 1024 || ty != 1 || tz != 1) return invalid_value;
    if ((int)shared > function->shared_limit) return launch_out_of_resources;
    std::vector<uint64> values;
    for (int i = 0; i < function->arguments; i++) values.push_back(*(uint64 *)arguments[i]);
    bool spoiled = spoiled_kernel == function->name && ++launches == spoiled_at;
    int spoils = !spoiled ? 0 : spoils_every_node ? every_node : first_word;
    s->waiting.push_back([=] { launch(*function, x, threads, shared, values, spoils); });
    return success;
}
DRIVER cuMemAlloc_v2(char **pointer, size_t bytes)
{
    ENTER;
    if (bytes == 0) return invalid_value;
    if (bytes > memory_size - memory_used) return out_of_memory;
    *pointer = (char *)aligned_alloc(256, (bytes + 255) / 256 * 256);
    memset(*pointer, 0x5a, bytes);
    device_memory[*pointer] = bytes;
    memory_used += bytes;
    return success;
}
DRIVER cuMemFree_v2(char *pointer)
{
    ENTER_GIVING_BACK;
    auto found = device_memory.find(pointer);
    if (found == device_memory.end()) return invalid_value;
    for (stream *s : streams) drain(s, s->waiting.size());
    memory_used -= found->second;
    device_memory.erase(found);
    free(pointer);
    return failed;
}
DRIVER cuMemHostAlloc(char **pointer, size_t bytes, unsigned)
{
    ENTER;
    *pointer = (char *)aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
    memset(*pointer, 0x5a, bytes);
    pinned_memory[*pointer] = bytes;
    return success;
}
DRIVER cuMemFreeHost(char *pointer)
{
    ENTER_GIVING_BACK;
    if (!pinned_memory.erase(pointer)) return invalid_value;
    free(pointer);
    return failed;
}
DRIVER cuMemcpyHtoD_v2(char *to, const void *from, size_t bytes)
{
    ENTER;
    if (!is_device_memory(to, bytes)) return invalid_value;
    memcpy(to, from, bytes);
    return success;
}
DRIVER cuMemcpyDtoH_v2(void *to, const char *from, size_t bytes)
{
    ENTER;
    if (!is_device_memory(from, bytes)) return invalid_value;
    memcpy(to, from, bytes);
    return success;
}
DRIVER cuMemcpyHtoDAsync_v2(char *to, const void *from, size_t bytes, stream *s)
{
    ENTER;
    if (!is_device_memory(to, bytes) || !is_pinned(from, bytes)) return invalid_value;
    s->waiting.push_back([=] { memcpy(to, from, bytes); });
    return success;
}
DRIVER cuMemcpyDtoHAsync_v2(void *to, const char *from, size_t bytes, stream *s)
{
    ENTER;
    if (!is_device_memory(from, bytes) || !is_pinned(to, bytes)) return invalid_value;
    s->waiting.push_back([=] { memcpy(to, from, bytes); });
    return success;
}
DRIVER cuStreamCreate(stream **s, unsigned)
{
    ENTER;
    *s = new stream;
    streams.insert(*s);
    return success;
}
DRIVER cuStreamDestroy_v2(stream *s)
{
    ENTER_GIVING_BACK;
    drain(s, s->waiting.size());
    streams.erase(s);
    delete s;
    return failed;
}
DRIVER cuStreamSynchronize(stream *s)
{
    ENTER;
    drain(s, s->waiting.size());
    return success;
}
DRIVER cuEventCreate(event **e, unsigned)
{
    ENTER;
    *e = new event;
    return success;
}
DRIVER cuEventDestroy_v2(event *e)
{
    ENTER_GIVING_BACK;
    delete e;
    return failed;
}
DRIVER cuEventRecord(event *e, stream *s)
{
    ENTER;
    e->of = s, e->position = s->waiting.size();
    return success;
}
DRIVER cuEventSynchronize(event *e)
{
    ENTER;
    if (e->of) drain(e->of, e->position < e->of->waiting.size() ? e->position : e->of->waiting.size());
    e->of = nullptr;
    return success;
}
DRIVER cuEventQuery(event *e)
{
    ENTER;
    if (!e->of) return success;
    // Asked once it has not happened, asked again it has.
    drain(e->of, e->position < e->of->waiting.size() ? e->position : e->of->waiting.size());
    e->of = nullptr;
    return not_ready;
}
DRIVER cuEventElapsedTime(float *milliseconds, event *, event *)
{
    ENTER;
    *milliseconds = 1;
    return success;
}
