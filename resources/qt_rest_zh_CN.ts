<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- What qtbase_zh_CN lacks. After a change: pyside6-lrelease resources/qt_rest_zh_CN.ts -qm resources/qt_rest_zh_CN.qm -->
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>QFileDialog</name>
    <message><source>&amp;Look in:</source><translation>位置(&amp;L)：</translation></message>
    <message><source>Look in:</source><translation>位置：</translation></message>
    <message><source>Files of &amp;type:</source><translation>文件类型(&amp;T)：</translation></message>
    <message><source>Files of type:</source><translation>文件类型：</translation></message>
    <message><source>Computer</source><translation>计算机</translation></message>
</context>
<context>
    <name>QFileSystemModel</name>
    <message numerus="yes"><source>%n byte(s)</source><translation><numerusform>%n 字节</numerusform></translation></message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message><source>File Folder</source><translation>文件夹</translation></message>
    <message><source>Folder</source><translation>文件夹</translation></message>
    <message><source>Drive</source><translation>磁盘</translation></message>
    <message><source>File</source><translation>文件</translation></message>
    <message><source>%1 File</source><translation>%1 文件</translation></message>
    <message><source>Shortcut</source><translation>快捷方式</translation></message>
    <message><source>Alias</source><translation>快捷方式</translation></message>
    <message><source>Unknown</source><translation>未知</translation></message>
</context>
<context>
    <name>QPlatformTheme</name>
    <message><source>Don't Save</source><translation>不保存</translation></message>
</context>
</TS>
